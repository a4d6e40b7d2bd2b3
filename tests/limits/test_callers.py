"""Whoever has many addresses is one caller all the same."""

import pytest

from chalicelib.limits.callers import counted


@pytest.mark.parametrize(
    ("address", "by"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2::7", "2001:db8:1:2::/64"),
        ("2001:0DB8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::7", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("", ""),
        ("test-invoke-source-ip", "test-invoke-source-ip"),
    ],
)
def test_an_address_of_ipv6_is_counted_by_its_network(address: str, by: str) -> None:
    assert counted(address) == by
