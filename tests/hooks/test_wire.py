"""No subscription makes us call our own network: checked at send time, and the address that was checked is called."""

from typing import Any

import pytest
import urllib3

from chalicelib.errors import Refused, TryAgain
from chalicelib.hooks.address import public, target
from chalicelib.hooks.wire import HttpsWire, connected, resolved


@pytest.mark.parametrize(
    "url",
    [
        "http://a.vn/", "https:///x", "ftp://a.vn", "https://user@a.vn/", "https://:p@a.vn/", "https://a.vn/#x",
        "https://a.vn:99999/", "https://a.vn:x/", "https://a .vn/", "https://a.vn/\n", "https://[::1/", "", "//a.vn",
        "https://a.vn\\@b.vn/", "https://đ.vn/", "https://a.vn/" + 500 * "x",
    ],
)  # fmt: skip
def test_an_address_we_do_not_call(url: str) -> None:
    with pytest.raises(Refused):
        target(url)


def test_an_address_is_taken_apart_as_it_is_called() -> None:
    assert target("https://A.vn") == ("a.vn", 443, "/")
    assert target("https://a.vn:8443/hook?k=1&x=%20") == ("a.vn", 8443, "/hook?k=1&x=%20")


INSIDE = [
    "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1",
    "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_a_name_that_leads_inside_is_not_called(address: str) -> None:
    sent: list[str] = []
    wire = HttpsWire(lambda host, port: [address], lambda *where: sent.append(where[0]))  # type: ignore[arg-type,return-value,func-returns-value]
    with pytest.raises(Refused):
        wire.post("https://a.vn/", b"{}", {})
    assert sent == []


def test_a_name_that_leads_to_both_is_a_trick() -> None:
    with pytest.raises(Refused):
        public(["8.8.8.8", "10.0.0.1"])
    with pytest.raises(Refused):
        public([])
    for address in ("fec0::1", "192.0.0.8"):  # of a site, of a protocol: Python 3.11 takes them for global
        with pytest.raises(Refused):
            public([address])
    assert public(["8.8.8.8", "2606:4700::1111"]) == ["8.8.8.8", "2606:4700::1111"]


@pytest.mark.parametrize(("url", "named"), [
    ("https://his.vn/a", "his.vn"), ("https://his.vn:8443/a", "his.vn:8443"),
    ("https://[2606:4700::1111]/a", "[2606:4700::1111]"), ("https://[2606:4700::1111]:8443/", "[2606:4700::1111]:8443"),
])  # fmt: skip
def test_the_receiver_is_named_as_in_its_address(url: str, named: str) -> None:
    pool = Pool()
    HttpsWire(lambda host, port: ["2606:4700::1111"], lambda *where: pool).post(url, b"{}", {})  # type: ignore[arg-type,return-value]
    assert pool.asked[0][2]["headers"]["Host"] == named


class Pool:
    """A connection that notes what it is asked, and answers or fails as told."""

    ConnectionCls = None

    def __init__(self, answer: int | Exception = 204) -> None:
        self.answer, self.asked, self.closed = answer, list[Any](), False

    def urlopen(self, method: str, path: str, **given: Any) -> urllib3.HTTPResponse:
        self.asked.append((method, path, given))
        if isinstance(self.answer, Exception):
            raise self.answer
        return urllib3.HTTPResponse(b"words nobody reads", status=self.answer, preload_content=False)

    def close(self) -> None:
        self.closed = True


def test_the_address_that_was_checked_is_called_in_the_name_that_was_given() -> None:
    pool, asked, called = Pool(), list[str](), list[Any]()

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["8.8.8.8"] if len(asked) == 1 else ["127.0.0.1"]  # a name that changes its mind

    def connect(address: str, port: int, host: str) -> Any:
        called.append((address, port, host))
        return pool

    assert HttpsWire(resolve, connect).post("https://his.vn:8443/a?b=1", b"{}", {"webhook-id": "m"}) == 204
    assert (asked, called) == (["his.vn"], [("8.8.8.8", 8443, "his.vn")])
    ((method, path, given),) = pool.asked
    assert (method, path, given["body"], given["redirect"]) == ("POST", "/a?b=1", b"{}", False)
    assert (given["headers"]["Host"], given["headers"]["webhook-id"]) == ("his.vn:8443", "m")
    assert pool.closed


def test_the_certificate_must_be_of_the_name_and_time_is_short() -> None:
    pool = connected("8.8.8.8", 443, "his.vn")
    assert (pool.host, pool.assert_hostname, pool.conn_kw["server_hostname"]) == ("8.8.8.8", "his.vn", "his.vn")
    assert (pool.timeout.connect_timeout, pool.timeout.read_timeout) == (3, 5)


def test_nobody_there_is_no_answer() -> None:
    pool = Pool(urllib3.exceptions.ConnectTimeoutError("late"))
    with pytest.raises(TryAgain):
        HttpsWire(lambda host, port: ["8.8.8.8"], lambda *_: pool).post("https://his.vn/", b"{}", {})  # type: ignore[arg-type,return-value]
    assert pool.closed


def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    pool = Pool(302)
    wire = HttpsWire(lambda host, port: ["8.8.8.8"], lambda *_: pool)  # type: ignore[arg-type,return-value]
    assert wire.post("https://his.vn/", b"{}", {}) == 302
    assert len(pool.asked) == 1


def test_a_name_nobody_knows_is_tried_again() -> None:
    with pytest.raises(TryAgain):
        resolved("nobody.invalid", 443)
    assert resolved("127.0.0.1", 443) == ["127.0.0.1"]
