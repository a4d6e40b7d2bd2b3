"""No receiver holds us: the whole call has an end, whatever drips in meanwhile."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from time import monotonic, sleep
from typing import Any

import pytest
import urllib3

from chalicelib.errors import TryAgain
from chalicelib.hooks.wire import PATIENCE, HttpsWire

SOON = 0.3  # seconds
PUBLIC = ["8.8.8.8"]


class Dripping:
    """A receiver that says a byte of its headers now and then, and never comes to their end."""

    def __init__(self) -> None:
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        self.reached = threading.Event()
        self.left = threading.Event()  # its caller has hung up
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError), self.door.accept()[0] as line:
            self.reached.set()
            line.recv(65536)
            line.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            with suppress(OSError):
                while True:
                    line.sendall(b"a")
                    sleep(0.02)
            self.left.set()


@pytest.fixture
def receiver() -> Iterator[Dripping]:
    made = Dripping()
    yield made
    made.door.shutdown(socket.SHUT_RDWR)
    made.door.close()


def wire_to(receiver: Dripping, resolve: Callable[[str, int], list[str]] = lambda host, port: PUBLIC) -> HttpsWire:
    def connect(address: str, port: int, host: str) -> Any:
        return urllib3.HTTPConnectionPool("127.0.0.1", receiver.port, retries=False, timeout=2)

    return HttpsWire(resolve, connect, SOON)


def test_a_receiver_that_drips_is_given_up_in_time_and_hung_up_on(receiver: Dripping) -> None:
    begun = monotonic()
    with pytest.raises(TryAgain, match="in time"):
        wire_to(receiver).post("https://his.vn/", b"{}", {})
    assert SOON <= monotonic() - begun < SOON + 1
    assert receiver.left.wait(2), "no thread stays behind with it"


def test_a_name_server_that_says_nothing_is_given_up_in_time_and_nobody_is_called_late(receiver: Dripping) -> None:
    silent = threading.Event()

    def resolve(host: str, port: int) -> list[str]:
        silent.wait(3)
        return PUBLIC

    begun = monotonic()
    with pytest.raises(TryAgain, match="in time"):
        wire_to(receiver, resolve).post("https://his.vn/", b"{}", {})
    assert monotonic() - begun < SOON + 1
    silent.set()
    assert not receiver.reached.wait(SOON)


def test_the_whole_call_has_about_eight_seconds() -> None:
    assert HttpsWire().within == PATIENCE == 8
