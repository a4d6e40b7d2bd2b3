"""Where we may call: https, and public addresses only. A subscription must not make us call our own network."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from chalicelib.errors import Refused

LONGEST = 500  # characters of a URL
_CARRIERS = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"), IPv6Network("2002::/16"))  # an IPv4 inside
_INNER = (IPv6Network("fec0::/10"), IPv4Network("192.0.0.0/24"))  # of a site, of protocols; Python 3.11: global


def target(url: str) -> tuple[str, int, str]:
    """(host, port, path with query) of an address we may call.

    raises  Refused for anything but https to a name, without user, fragment, blanks or control characters
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or 443
    except ValueError:
        raise Refused("no such address") from None
    odd = not url.isascii() or not url.isprintable() or " " in url or "\\" in url or len(url) > LONGEST
    if odd or parts.scheme != "https" or not host or "@" in parts.netloc or parts.fragment:
        raise Refused("an address begins with https:// and has a host, no user and no fragment")
    return host, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def public(addresses: list[str]) -> list[str]:
    """The addresses themselves.

    raises  Refused when there is none, or when a single one is not public: a name that leads to both is a trick
    """
    if not addresses or not all(_is_public(ip_address(address.split("%")[0])) for address in addresses):
        raise Refused("the name leads to no public address")
    return addresses


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address) and (address.ipv4_mapped or any(address in net for net in _CARRIERS)):
        return False
    if any(address in net for net in _INNER):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved
