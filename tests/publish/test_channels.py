"""Where a province is written to: a link for each page and OA, and the same link to be scanned."""

from typing import Any
from xml.etree import ElementTree

import pytest
import segno

from chalicelib.errors import NotFound
from chalicelib.province.document import province_from
from chalicelib.publish.channels import channels, drawn
from tests.builders import SLUG, document
from tests.publish.town import conforms


def town(**first: Any) -> Any:
    held = document()
    held["accounts"][0] |= first
    return province_from(held, 1)


def test_every_account_has_the_link_that_opens_its_chat() -> None:
    found = channels(town())
    conforms("ChannelList", {"channels": found, "next": None})
    links = {(one["channel"], one["account"]): one["link"] for one in found}
    assert links["facebook", "2001"] == "https://m.me/2001"
    assert links["zalo", "3001"] == "https://zalo.me/3001"
    assert len(found) == len(document()["accounts"])
    assert found[0]["qr"] == f"/v1/{SLUG}/channels/facebook/2001/qr"


@pytest.mark.parametrize(("channel", "account", "link"), [
    ("facebook", "2001", "https://m.me/2001"), ("zalo", "3001", "https://zalo.me/3001"),
])  # fmt: skip
def test_its_qr_code_is_that_link_with_room_around_it(channel: str, account: str, link: str) -> None:
    picture = ElementTree.fromstring(drawn(town(), channel, account))
    space = "{http://www.w3.org/2000/svg}"
    dark = list(picture.iter(f"{space}path"))[-1].get("d")
    assert dark
    assert f' d="{dark}"' in segno.make_qr(link, error="m").svg_inline()
    assert dark.startswith("M4 4.5"), "four cells of quiet zone"


def test_what_a_page_is_called_stays_text_in_its_qr_code() -> None:
    title = ElementTree.fromstring(drawn(town(name="Sở <b>& tỉnh"), "facebook", "2001")).find("{*}title")
    assert title is not None
    assert title.text == "Sở <b>& tỉnh"


def test_of_an_account_the_province_does_not_have_there_is_none() -> None:
    with pytest.raises(NotFound):
        drawn(town(), "zalo", "2001")
