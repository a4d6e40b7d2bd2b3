"""What we fetch from outside: from listed hosts only, never more than allowed, never a redirect into our own network."""

import os
import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from chalicelib.errors import Refused, TooLarge, TryAgain, Unsure
from chalicelib.http_client import Answer, allowed, fetch, get_json, post, post_form

HOSTS = ("fbcdn.net", "zdn.vn", "127.0.0.1:4600")


@pytest.mark.parametrize(("url", "fine"), [
    ("https://scontent.xx.fbcdn.net/a.jpg", True),
    ("https://fbcdn.net/a.jpg", True),
    ("https://f20-zpg-r.zdn.vn/a.jpg", True),
    ("http://127.0.0.1:4600/media/a.jpg", True),
    ("http://127.0.0.1:4601/media/a.jpg", False),
    ("http://127.0.0.1/media/a.jpg", False),
    ("http://169.254.169.254/latest/meta-data", False),
    ("http://scontent.fbcdn.net/a.jpg", False),
    ("https://evilfbcdn.net/a.jpg", False),
    ("https://fbcdn.net.evil.example/a.jpg", False),
    ("https://fbcdn.net@evil.example/a.jpg", False),
    ("https://user:word@fbcdn.net/a.jpg", False),
    ("https://evil.example\\.fbcdn.net/a.jpg", False),  # to those who send it the host ends at the backslash
    ("https://evil.example%5c.fbcdn.net/a.jpg", False),
    ("https://evil.example;.fbcdn.net/a.jpg", False),
    ("https://evil.example\t.fbcdn.net/a.jpg", False),
    ("https://[::1/a.jpg", False),
    ("https://[fbcdn.net]/a.jpg", False),
    ("file:///etc/passwd", False),
    ("", False),
])  # fmt: skip
def test_which_hosts_are_fetched_from(url: str, fine: bool) -> None:
    assert allowed(url, HOSTS) is fine


class Shelf(BaseHTTPRequestHandler):
    """A media host with one photo, one hole, one sick corner and one trap."""

    def do_GET(self) -> None:
        status = {"/photo": 200, "/gone": 404, "/sick": 503, "/trap": 302}[self.path]
        self.send_response(status)
        self.send_header("Content-Type", "image/jpeg; charset=binary")
        self.send_header("Location", "/photo")
        self.end_headers()
        self.wfile.write(b"x" * 100)

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        if self.path == "/silent":
            self.close_connection = True  # taken, and no word of it
            return
        self.send_response(201)
        self.send_header("X-App-Usage", '{"call_count": 3}')
        self.send_header("Content-Length", "9" if self.path == "/broken" else str(len(body)))
        self.end_headers()
        self.wfile.write(b"{" if self.path == "/broken" else body)

    def log_message(self, *words: Any) -> None:
        pass


@pytest.fixture
def host() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Shelf)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_photo_arrives_with_its_type(host: str) -> None:
    assert fetch(f"http://{host}/photo", (host,), 100) == (b"x" * 100, "image/jpeg")


@pytest.mark.parametrize(("path", "limit", "error"), [
    ("photo", 99, TooLarge),
    ("gone", 100, Refused),
    ("sick", 100, TryAgain),
    ("trap", 100, Refused),
])  # fmt: skip
def test_what_is_not_a_photo_is_sorted(host: str, path: str, limit: int, error: type[Exception]) -> None:
    with pytest.raises(error):
        fetch(f"http://{host}/{path}", (host,), limit)


def test_nobody_there_is_worth_another_try() -> None:
    with pytest.raises(TryAgain):
        fetch("http://127.0.0.1:9/photo", ("127.0.0.1:9",), 100)
    with pytest.raises(TryAgain):
        post("http://127.0.0.1:9/x", {})


def test_words_are_posted_as_they_are(host: str) -> None:
    answer = post(f"http://{host}/echo", {"text": "Đường Hạ Long"})
    assert (answer.status, answer.body) == (201, {"text": "Đường Hạ Long"})
    assert post_form(f"http://{host}/echo", {"grant_type": "Đường"}) == (201, None)


def test_an_answer_comes_with_its_headers_in_lower_case(host: str) -> None:
    answer = post(f"http://{host}/echo", [1])
    assert isinstance(answer, Answer)
    assert (answer.status, answer.body, answer.headers["x-app-usage"]) == (201, [1], '{"call_count": 3}')


@pytest.mark.parametrize("path", ["silent", "broken"])
def test_a_connection_without_an_answer_leaves_us_unsure(host: str, path: str) -> None:
    """The other side may have acted: whoever sent it must find out before it is sent again."""
    with pytest.raises(Unsure):
        post(f"http://{host}/{path}", {})


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/x", "http://no-such-host.invalid/x"])
def test_where_nobody_could_be_reached_nothing_was_sent(url: str) -> None:
    for call in (lambda: post(url, {}), lambda: get_json(url), lambda: post_form(url, {})):
        with pytest.raises(TryAgain) as caught:
            call()
        assert not isinstance(caught.value, Unsure)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate of this machine in one file, good for a day."""
    path = tmp_path_factory.mktemp("tls") / "pair.pem"
    now = datetime.now(UTC)
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "here")])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = serialization.Encoding.PEM
    form = serialization.PrivateFormat.PKCS8
    path.write_bytes(key.private_bytes(pem, form, serialization.NoEncryption()) + made.public_bytes(pem))
    return path


@pytest.fixture
def torn(certificate: Path) -> Iterator[str]:
    """Takes one request over TLS, and answers with what is no TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    door = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            line, _ = door.accept()
            with context.wrap_socket(line, server_side=True) as safe:
                safe.recv(65_536)
                os.write(safe.fileno(), b"HTTP/1.1 200 OK\r\n\r\n")
                while os.read(safe.fileno(), 65_536):  # until they hang up: an end of ours would be another error
                    pass

    thread = Thread(target=serve, daemon=True)
    thread.start()
    yield f"https://127.0.0.1:{door.getsockname()[1]}"
    door.close()
    thread.join(1)


def test_a_line_that_breaks_after_the_request_leaves_us_unsure(
    torn: str, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with pytest.raises(Unsure):
        post(f"{torn}/messages", {"message": "x"})


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 400 plain http here\r\n\r\n"])
def test_a_handshake_that_fails_has_sent_nothing(said: bytes) -> None:
    """They hang up, or speak no TLS at that port."""
    door = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        line, _ = door.accept()
        with line:
            line.recv(65_536)
            line.sendall(said)

    thread = Thread(target=serve, daemon=True)
    thread.start()
    with door, pytest.raises(TryAgain) as caught:
        post(f"https://127.0.0.1:{door.getsockname()[1]}/messages", {"message": "x"})
    thread.join(1)
    assert not isinstance(caught.value, Unsure)


def test_to_whom_we_do_not_trust_nothing_is_sent(torn: str) -> None:
    with pytest.raises(TryAgain) as caught:
        post(f"{torn}/messages", {"message": "x"})
    assert not isinstance(caught.value, Unsure)
