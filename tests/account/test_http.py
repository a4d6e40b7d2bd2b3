"""The two calls that tend accounts: a form, a question; what was never sent is told from what was never answered."""

import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from chalicelib.errors import TryAgain, Unsure
from chalicelib.http_client import get_json, post_form


class Platform(BaseHTTPRequestHandler):
    """Says back what it was told; hangs up on /silent."""

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

    def do_GET(self) -> None:
        self._answer(b"asked")

    def _answer(self, body: bytes) -> None:
        if self.path.startswith("/silent"):
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.send_response(302 if self.path == "/trap" else 200)
        self.send_header("Location", "/elsewhere")
        self.end_headers()
        type_of = self.headers.get("Content-Type")
        said = f'{{"body": "{body.decode()}", "type": "{type_of}", "key": "{self.headers.get("secret_key")}"}}'
        self.wfile.write(
            b"[" * 100_000 if self.path == "/deep" else b"<html>" if self.path == "/html" else said.encode()
        )

    def log_message(self, *words: Any) -> None:
        pass


@pytest.fixture
def host() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Platform)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_form_is_posted_as_a_browser_would(host: str) -> None:
    status, answer = post_form(f"{host}/form", {"code": "a&b=c", "name": "Đ"}, {"secret_key": "k"})
    assert status == 200
    assert answer == {"body": "code=a%26b%3Dc&name=%C4%90", "type": "application/x-www-form-urlencoded", "key": "k"}


def test_a_question_has_headers_and_no_body(host: str) -> None:
    assert get_json(f"{host}/ask", {"secret_key": "k"})[1]["key"] == "k"
    assert get_json(f"{host}/trap")[0] == 302, "no redirect is followed"


@pytest.mark.parametrize("path", ["html", "deep"])
def test_an_answer_that_is_no_json_is_none(host: str, path: str) -> None:
    assert get_json(f"{host}/{path}") == (200, None)


@pytest.mark.parametrize("call", [get_json, lambda url: post_form(url, {})])
def test_not_sent_is_told_from_not_answered(host: str, call: Any) -> None:
    with pytest.raises(Unsure):
        call(f"{host}/silent")
    with pytest.raises(TryAgain) as nobody:
        call("http://127.0.0.1:9/x")
    assert type(nobody.value) is TryAgain


def test_no_error_repeats_the_address_with_its_token(host: str) -> None:
    for url in (f"{host}/silent?access_token=very-secret", "http://127.0.0.1:9/x?access_token=very-secret"):
        with pytest.raises(TryAgain) as caught:
            get_json(url)
        error: BaseException | None = caught.value
        while error:
            assert "very-secret" not in f"{error!r} {error}"
            error = error.__cause__ or error.__context__
