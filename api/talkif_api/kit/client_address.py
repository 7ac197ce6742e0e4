"""The address of a client, through proxies that are trusted and no others. Pure."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from talkif_schemas.network import Network

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address


def client_address(peer: str | None, forwarded: Iterable[str], trusted: Sequence[Network]) -> Address | None:
    """`peer`: the other end of the connection. `forwarded`: values of X-Forwarded-For, in order of the headers.

    Each proxy appends the address that it saw, so the list is read from its end, for as long as whoever wrote an entry
    is trusted. None when the address is not known, as on a Unix socket. An IPv4 address inside IPv6 (::ffff:a.b.c.d)
    counts as IPv4, because dual-stack sockets show clients that way.
    """
    address = _parsed(peer)
    hops = [hop.strip() for value in forwarded for hop in value.split(",")]
    while address is not None and hops and any(address in network for network in trusted):
        address = _parsed(hops.pop())
    return address


def _parsed(text: str | None) -> Address | None:
    try:
        address = ipaddress.ip_address((text or "").partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address
