"""The server of `server.py`, running; how long a wire slept."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from tests.client.server import Asked, Server


@pytest.fixture
def server() -> Iterator[Server]:
    kept = Server()

    class Door(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            kept.asked.append(Asked(self.command, self.path, headers, body))
            told = kept.answers.pop(0) if len(kept.answers) > 1 else kept.answers[0]
            if told is None:
                self.close_connection = True
                return
            status, data, named = told
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(data))} | named).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def do_GET(self) -> None:
            self.answer()

        def do_POST(self) -> None:
            self.answer()

        def do_PUT(self) -> None:
            self.answer()

        def do_DELETE(self) -> None:
            self.answer()

        def log_message(self, *words: Any) -> None:
            pass

    here = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    Thread(target=here.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    kept.url = f"http://127.0.0.1:{here.server_port}"
    yield kept
    here.shutdown()
    here.server_close()


@pytest.fixture
def pauses() -> list[float]:
    """How long a wire has slept, each time; it does not really."""
    return []
