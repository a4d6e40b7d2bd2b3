"""The way out: one POST to the address that was just found to be public, whatever its name says a moment later."""

import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import urllib3

from chalicelib.errors import TryAgain
from chalicelib.hooks.address import public, target

_QUICK = urllib3.Timeout(connect=3, read=5)  # seconds


class Wire(Protocol):
    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """The status of the answer; its body is not read, redirects are not followed.

        raises  Refused for an address we do not call; TryAgain when nobody answered
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


@dataclass(frozen=True)
class HttpsWire:
    """`Wire`. The name is resolved once, and the address that was checked is the one that is called."""

    resolve: Callable[[str, int], list[str]] = resolved
    connect: Connect = connected

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        host, port, path = target(url)
        address = public(self.resolve(host, port))[0]
        named = host if port == 443 else f"{host}:{port}"
        sent = {"Host": named, "Content-Type": "application/json", "User-Agent": "cau-noi-hooks/1", **headers}
        pool = self.connect(address, port, host)
        try:
            answer = pool.urlopen("POST", path, body=body, headers=sent, redirect=False, preload_content=False)
            answer.close()
        except urllib3.exceptions.HTTPError as error:
            raise TryAgain("nobody answered") from error
        finally:
            pool.close()
        return answer.status
