"""A page's subscription: asked and mended with token and proof; our own app and no other."""

import json
from pathlib import Path

import pytest

from chalicelib.account import facebook_admin
from chalicelib.account.facebook_admin import WANTED, FacebookAdmin
from chalicelib.errors import NotFound, Stopped, SupplierError, Unsure
from tests.account.office import Office

VECTOR = json.loads((Path(__file__).parents[1] / "data/signing_vectors.json").read_text("utf-8"))[
    "facebook_appsecret_proof"
]


@pytest.fixture
def pages(office: Office) -> FacebookAdmin:
    return office.watch.pages


def test_the_fields_of_our_app_alone_count(office: Office, pages: FacebookAdmin) -> None:
    office.graph.fields["2001"] = ["feed"]
    assert pages.subscribed("2001") == {"feed"}
    office.graph.fields["2001"] = None
    assert pages.subscribed("2001") == frozenset()


def test_fields_may_come_with_their_version(office: Office, pages: FacebookAdmin) -> None:
    office.graph.faults = [(200, {"data": [{"id": 918, "subscribed_fields": [{"name": "feed", "version": "v25.0"}]}]})]
    assert pages.subscribed("2001") == {"feed"}


def test_every_call_carries_token_and_proof(office: Office, pages: FacebookAdmin) -> None:
    office.safe.secrets["facebook/page/2001"]["access_token"] = VECTOR["access_token"]
    office.safe.secrets["facebook/app/cau-noi"]["app_secret"]["current"] = VECTOR["app_secret"]
    pages.subscribed("2001")
    pages.subscribe("2001", WANTED)
    for _, page, query in office.graph.calls:
        assert (page, query["access_token"]) == ("2001", VECTOR["access_token"])
        assert query["appsecret_proof"] == VECTOR["appsecret_proof"]
    assert set(office.graph.calls[1][2]["subscribed_fields"].split(",")) == WANTED


@pytest.mark.parametrize(("answer", "error"), [
    ((400, {"error": {"code": 190, "error_subcode": 463}}), Stopped),
    ((200, {}), SupplierError),
    ((200, None), SupplierError),
    ((500, None), SupplierError),
    (Unsure("no answer"), Unsure),
])  # fmt: skip
def test_what_is_no_answer_is_sorted_by_its_number(
    office: Office, pages: FacebookAdmin, answer: object, error: type[Exception]
) -> None:
    office.graph.faults = [answer]
    with pytest.raises(error):
        pages.subscribed("2001")
    office.graph.faults = [answer]
    with pytest.raises(error):
        pages.subscribe("2001", WANTED)


@pytest.mark.parametrize("rows", [[None], ["x"], [{"id": "918"}], [{"id": "918", "subscribed_fields": [None, 1, {}]}]])
def test_rows_of_any_shape_are_read(office: Office, pages: FacebookAdmin, rows: list[object]) -> None:
    office.graph.faults = [(200, {"data": rows})]
    assert pages.subscribed("2001") <= {"1"}


def test_a_page_without_a_token(pages: FacebookAdmin) -> None:
    with pytest.raises(NotFound):
        pages.subscribed("2009")


def test_the_courier_speaks_the_same_version_of_the_graph() -> None:
    sender = (Path(__file__).parents[2] / "chalicelib/notice/facebook_api.py").read_text("utf-8")
    assert f'VERSION = "{facebook_admin.VERSION}"' in sender or "facebook_admin import VERSION" in sender
