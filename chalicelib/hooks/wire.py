"""The way out: one POST to the address that was just found to be public, whatever its name says a moment later."""

import socket
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Thread
from typing import Any, Protocol

import urllib3

from chalicelib import staged
from chalicelib.errors import TryAgain
from chalicelib.hooks.address import public, target

PATIENCE = 8.0  # seconds for the whole call; each of the limits below begins anew with every byte that drips in
_QUICK = urllib3.Timeout(connect=3, read=5)  # seconds


class Wire(Protocol):
    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """The status of the answer; its body is not read, redirects are not followed.

        raises  Refused for an address we do not call; TryAgain when nobody answered in time
        """


Connect = Callable[[str, int, str], urllib3.HTTPSConnectionPool]


def resolved(host: str, port: int) -> list[str]:
    """Every address of a name.

    raises  TryAgain when there is none at present
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise TryAgain("no such name") from error
    return list(dict.fromkeys(str(row[4][0]) for row in found))


def connected(address: str, port: int, host: str) -> urllib3.HTTPSConnectionPool:
    """Connections to `address` that speak to `host`: its certificate must be of that name."""
    return urllib3.HTTPSConnectionPool(
        address, port, server_hostname=host, assert_hostname=host, retries=False, timeout=_QUICK, maxsize=1
    )


@dataclass
class _Lines:
    """What one call has open, so that somebody else can end it."""

    held: list[Any] = field(default_factory=list)
    over: bool = False

    def watch(self, pool: urllib3.HTTPSConnectionPool) -> None:
        kind = pool.ConnectionCls

        def opened(*where: Any, **how: Any) -> Any:
            if self.over:
                raise TryAgain("too late to begin")
            self.held.append(kind(*where, **how))
            return self.held[-1]

        pool.ConnectionCls = opened  # type: ignore[assignment]

    def hang_up(self) -> None:
        """Who still reads gets an end of file, and the thread that waits there ends."""
        self.over = True
        for line in self.held:
            with suppress(OSError, AttributeError):  # it ended by itself, or is not open yet
                line.sock.shutdown(socket.SHUT_RDWR)


@dataclass(frozen=True)
class HttpsWire:
    """`Wire`. The name is resolved once, and the address that was checked is the one that is called.

    Nothing that a receiver or its name server does holds us longer than `within` seconds: the call runs beside us, and
    when its time is over we hang up and go.
    """

    resolve: Callable[[str, int], list[str]] = resolved
    connect: Connect = connected
    within: float = PATIENCE

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        staged.hold_back()
        lines, answered = _Lines(), Future[int]()

        def call() -> None:
            try:
                answered.set_result(self._call(url, body, headers, lines))
            except BaseException as error:
                answered.set_exception(error)

        Thread(target=call, daemon=True).start()
        try:
            return answered.result(self.within)
        except TimeoutError as error:
            lines.hang_up()
            raise TryAgain("no answer in time") from error

    def _call(self, url: str, body: bytes, headers: Mapping[str, str], lines: _Lines) -> int:
        host, port, path = target(url)
        address = public(self.resolve(host, port))[0]
        bare = f"[{host}]" if ":" in host else host  # an address of IPv6
        named = bare if port == 443 else f"{bare}:{port}"
        sent = {"Host": named, "Content-Type": "application/json", "User-Agent": "cau-noi-hooks/1", **headers}
        pool = self.connect(address, port, host)
        lines.watch(pool)
        try:
            answer = pool.urlopen("POST", path, body=body, headers=sent, redirect=False, preload_content=False)
            answer.close()
        except urllib3.exceptions.HTTPError as error:
            raise TryAgain("nobody answered") from error
        finally:
            pool.close()
        return answer.status
