"""An Open311 client from PyPI, unmodified, against the deployed stack: `georeport` knows nothing of us."""

from datetime import UTC, datetime, timedelta

import pytest
import requests  # type: ignore[import-untyped]
from georeport import GeoReport  # type: ignore[import-untyped]

from tests.journeys import api
from tests.journeys.province import FIELD, FIELD_UNIT, PROVINCE, document, officer_of
from tests.journeys.town import Town, eventually

WORDS = "Nắp hố ga trước cổng trường bị vỡ"


@pytest.fixture(scope="module")
def published(town: Town) -> str:
    """The code of a petition that was answered and made public."""
    free = next(one for one in api.anybody(town).list_choices().body["categories"] if not one["needs"])
    place = {"address": f"Cổng trường, {FIELD}"}
    body = {"text": f"{WORDS}, ở {FIELD}", "category": free["id"], "kind": "field_report", "place": place}
    filed = town.door("POST", f"/v1/{PROVINCE}/petitions", body)
    assert filed.status == 201, filed.body
    code = str(filed.body["code"])
    coordinator = officer_of(town, "coordinator")
    if coordinator.reads(code)["ticket"]["status"] == "in_tray":
        coordinator.does(code, "assign", unit=FIELD_UNIT)
    handler = officer_of(town, "handler", coordinator.reads(code)["ticket"]["unit"])
    handler.does(code, "answer", text="Đã thay nắp hố ga mới.")
    coordinator.does(code, "publish", text=WORDS)
    public = api.anybody(town)
    eventually(
        lambda: [one["code"] for one in public.iter_list_published()],
        lambda codes: code in codes,
        "the published petition in the list",
    )
    return code


@pytest.fixture(params=["json", "xml"])
def client(town: Town, request: pytest.FixtureRequest) -> GeoReport:
    """The client as its README makes one; JSON and XML."""
    return GeoReport(f"{town.api.rstrip('/')}/open311/v2", jurisdiction=PROVINCE, output_format=request.param)


def test_it_lists_the_services_of_a_province(client: GeoReport) -> None:
    services = client.get_service_list()
    assert {one["service_code"] for one in services} <= {one["id"] for one in document()["categories"]}
    assert len(services) > 5
    assert all(one["service_name"] for one in services)
    defined = client.get_service_definition(services[0]["service_code"])
    assert defined["service_code"] == services[0]["service_code"]


def test_it_reads_requests_and_one_of_them(client: GeoReport, published: str) -> None:
    found = client.get_service_requests(service_request_id=f"{published}")
    one = found[0] if isinstance(found, list) else found  # xmltodict makes a list only of several
    assert one["service_request_id"] == published
    assert WORDS in one["description"]
    alone = client.get_service_request(published)
    assert alone["service_request_id"] == published
    assert alone["status"] in ("open", "closed")


def test_it_filters_by_status_and_service(client: GeoReport, published: str) -> None:
    one = client.get_service_request(published)
    found = client.get_service_requests(status=one["status"], service_code=one["service_code"])
    rows = found if isinstance(found, list) else [found]
    assert published in {row["service_request_id"] for row in rows}
    assert {(row["status"], row["service_code"]) for row in rows} == {(one["status"], one["service_code"])}


def test_it_filters_by_days(town: Town, published: str) -> None:
    client = GeoReport(f"{town.api.rstrip('/')}/open311/v2", jurisdiction=PROVINCE)
    requested = datetime.fromisoformat(client.get_service_request(published)["requested_datetime"])
    day = timedelta(days=1)
    for start, end, there in ((-day, day, True), (-9 * day, -8 * day, False)):
        found = client.get_service_requests(start_date=_w3(requested + start), end_date=_w3(requested + end))
        assert (published in {row["service_request_id"] for row in found}) is there


def test_what_is_not_public_is_not_there(client: GeoReport, town: Town) -> None:
    filed = town.door("POST", f"/v1/{PROVINCE}/petitions", {"text": f"{WORDS}, chưa công khai"})
    with pytest.raises(requests.HTTPError) as caught:
        client.get_service_request(filed.body["code"])
    assert caught.value.response.status_code == 404


def test_another_jurisdiction_is_refused(town: Town) -> None:
    for nowhere in ("nowhere", None):
        stray = GeoReport(f"{town.api.rstrip('/')}/open311/v2", jurisdiction=nowhere)
        with pytest.raises(requests.HTTPError) as caught:
            stray.get_service_list()
        assert caught.value.response.status_code == (404 if nowhere else 400)


def _w3(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
