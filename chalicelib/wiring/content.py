"""Content posts: the editorial desk, the round that publishes, the figures."""

from functools import cache
from typing import TYPE_CHECKING, Any

from chalicelib.settings import settings
from chalicelib.wiring.ground import bucket, new_id, provinces, public_url, secrets, utc_now
from chalicelib.wiring.intake import media, uploads
from chalicelib.wiring.net import net
from chalicelib.wiring.public import published

if TYPE_CHECKING:
    from chalicelib.content.carrier import Carrier
    from chalicelib.content.editing import Editing
    from chalicelib.content.figures import ContentFigures
    from chalicelib.content.post import Picture
    from chalicelib.content.publishing import Publisher


@cache
def content_posts() -> Any:
    from chalicelib.content.dynamo import DynamoPosts

    return DynamoPosts(settings().petitions_table)


def picture_link(picture: "Picture") -> str:
    return str(bucket().link(picture.key, picture.media_type, ""))


@cache
def editing() -> "Editing":
    from chalicelib.content.editing import Editing
    from chalicelib.content.pictures import Pictures

    pictures = Pictures(uploads().claimed, media().fetch, bucket())
    return Editing(content_posts(), provinces(), pictures, utc_now, new_id)


@cache
def content_figures() -> "ContentFigures":
    from chalicelib.content.figures import ContentFigures

    return ContentFigures(content_posts(), provinces(), utc_now)


def _address(slug: str, code: str) -> str:
    return f"{public_url()}/{slug}/cong-khai/{code}"


@cache
def publisher() -> "Publisher":
    from chalicelib.content.crowd import Crowd
    from chalicelib.content.daily import Dailies
    from chalicelib.content.facebook_posts import FacebookPosts
    from chalicelib.content.publishing import Publisher
    from chalicelib.content.zalo_articles import ZaloArticles
    from chalicelib.notice.token import Vouchers
    from chalicelib.training.net import PageNet

    vouchers = Vouchers(secrets().get, secrets().forget)
    pages, oas = FacebookPosts(settings().graph_url, vouchers), ZaloArticles(settings().zalo_url, vouchers)
    carriers: dict[str, Carrier] = {
        "facebook": PageNet(pages, net(), "facebook"),
        "zalo": PageNet(oas, net(), "zalo"),
    }
    crowd = Crowd(content_posts(), {"facebook": pages, "zalo": oas})
    dailies = Dailies(content_posts(), published, _address)
    return Publisher(content_posts(), provinces(), carriers, picture_link, dailies, crowd, utc_now)
