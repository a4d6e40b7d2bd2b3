"""Clients made by others, unmodified, over HTTP: they list the services and read the requests."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from georeport import GeoReport  # type: ignore[import]

from tests.builders import SLUG
from tests.fakes_open311 import Town, answered, told

PATH = "/open311/v2/"


@pytest.fixture
def town() -> Town:
    found = Town()
    found.publishes()
    found.publishes("Bãi rác có mùi hôi", person="7002")
    return found


@pytest.fixture
def address(town: Town) -> Iterator[str]:
    """Where the endpoint of `town` is served."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            self.say(answered(town.endpoint, asked.path.removeprefix(PATH), asked.query))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            name = urlsplit(self.path).path.removeprefix(PATH)
            self.say(town.endpoint.file(name, [], body, self.headers["Content-Type"], "k"))

        def say(self, answer: Any) -> None:
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type)
            self.end_headers()
            self.wfile.write(answer.text.encode())

        def log_message(self, *_: Any) -> None:
            """In silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}{PATH}"
    server.shutdown()
    server.server_close()


@pytest.fixture(params=["json", "xml"])
def client(request: pytest.FixtureRequest, address: str) -> GeoReport:
    """`georeport` of PyPI."""
    return GeoReport(address, jurisdiction=SLUG, output_format=request.param)


def test_georeport_lists_services_and_reads_a_definition(client: GeoReport) -> None:
    services = client.get_service_list()
    assert [service["service_code"] for service in services][:2] == ["su-co-khan-cap", "giao-thong"]
    assert services[1]["service_name"] == "Giao thông"
    assert client.get_service_definition("giao-thong")["service_code"] == "giao-thong"


def test_georeport_reads_requests(client: GeoReport) -> None:
    found = client.get_service_requests()
    assert {one["service_name"] for one in found} == {"Giao thông", "Vệ sinh môi trường"}
    one = client.get_service_request(found[0]["service_request_id"])
    assert one == found[0]
    by_id = client.get_service_requests(service_request_id=one["service_request_id"])
    assert by_id in ([one], one)  # of XML with one child this client makes no list


def test_georeport_filters(client: GeoReport) -> None:
    status = client.get_service_requests(
        status="open", start_date="2026-11-01T00:00:00+07:00", end_date="2026-11-30T00:00:00Z"
    )
    assert len(status) == 2
    found = client.get_service_requests(service_code="giao-thong")
    assert (found[0] if isinstance(found, list) else found)["service_code"] == "giao-thong"


def test_georeport_is_told_of_errors_by_status(address: str) -> None:
    with pytest.raises(requests.HTTPError, match="404"):
        GeoReport(address, jurisdiction="nowhere").get_service_list()
    with pytest.raises(requests.HTTPError, match="400"):
        GeoReport(address).get_service_requests()


@pytest.mark.parametrize("multipart", [False, True])
def test_a_usual_http_client_files_a_request(address: str, town: Town, multipart: bool) -> None:
    fields = {
        "api_key": "good", "jurisdiction_id": SLUG, "service_code": "giao-thong", "lat": 21.02, "long": 107.03,
        "description": "Đèn tín hiệu không sáng", "attribute[photo]": "https://photos.example/1.jpg",
    }  # fmt: skip
    parts: Any = {name: (None, str(value)) for name, value in fields.items()}
    sent = requests.post(
        f"{address}requests.json", timeout=9, **{"files" if multipart else "data": parts if multipart else fields}
    )
    assert sent.status_code == 200, sent.text
    code = sent.json()[0]["service_request_id"]
    assert town.world.tickets.event(SLUG, code, 1).text.startswith("Đèn tín hiệu không sáng")


def test_the_same_over_http_as_within(address: str, town: Town) -> None:
    sent = requests.get(f"{address}services.xml", {"jurisdiction_id": SLUG}, timeout=9)
    assert sent.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert sent.content.decode() == town.get("services.xml").text
    assert told(town.get("services.xml"))
