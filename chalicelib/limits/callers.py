"""Whom a network address stands for."""


def counted(address: str) -> str:
    """What a caller is counted by: of IPv6 the network (/64), for its holder may take another address for every call.

    address  as the gateway saw it; what is none stays as it is
    """
    from ipaddress import IPv6Address, IPv6Network, ip_address  # not at import: the webhook path needs none

    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(IPv6Network((int(found), 64), strict=False))
