"""What all may read: petitions, figures, Open311."""

from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from chalicelib.settings import settings
from chalicelib.wiring.access import keys
from chalicelib.wiring.ground import bucket, pin, provinces, stage, utc_now
from chalicelib.wiring.intake import form

if TYPE_CHECKING:
    from chalicelib.open311.endpoint import Endpoint
    from chalicelib.opendata.opendata import OpenData
    from chalicelib.publish.figures import Figures
    from chalicelib.publish.library import Library
    from chalicelib.ticket.ticket import Actor


@cache
def published() -> "Library":
    from chalicelib.publish.dynamo import DynamoPublished
    from chalicelib.publish.library import Library

    return Library(DynamoPublished(settings().petitions_table), provinces(), bucket().link)


@cache
def figures() -> "Figures":
    from chalicelib.publish.dynamo import DynamoPublished
    from chalicelib.publish.figures import Figures

    return Figures(DynamoPublished(settings().petitions_table), provinces(), utc_now)


@cache
def open311() -> "Endpoint":
    from chalicelib.open311.endpoint import Endpoint
    from chalicelib.open311.front import Open311

    public_url = settings().public_url

    def caller(key: str) -> "Actor":
        actor = keys().actor(key)
        keys().used(actor)
        return actor

    def changed_at(slug: str) -> datetime | None:
        versions = provinces().versions.history(slug)
        return max((activation.at for version in versions for activation in version.activations), default=None)

    return Endpoint(Open311(
        provinces=provinces(), form=form(), published=published(), caller=caller, changed_at=changed_at, pin=pin,
        media_link=lambda slug, code, place: f"{public_url}/v1/{slug}/published/{code}/media/{place}",
        public_url=public_url, live=stage() == "prod", now=utc_now,
    ))  # fmt: skip


@cache
def open_data() -> "OpenData":
    from chalicelib.opendata.opendata import OpenData

    return OpenData(published(), provinces(), utc_now)
