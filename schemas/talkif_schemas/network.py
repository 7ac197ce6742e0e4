"""Networks in CIDR notation (RFC 4632, RFC 4291)."""

from __future__ import annotations

import ipaddress
from typing import Final, TypeAlias

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

#: Bits before the IPv4 address in ::ffff:a.b.c.d. RFC 4291, section 2.5.5.2.
_MAPPED_BITS: Final = 96


def network(text: str) -> Network:
    """Raises ValueError, also for bits of a host. IPv4 inside of IPv6 is IPv4: that is what such clients count as."""
    found = ipaddress.ip_network(text)
    if isinstance(found, ipaddress.IPv6Network) and found.prefixlen >= _MAPPED_BITS:
        mapped = found.network_address.ipv4_mapped
        if mapped is not None:
            return ipaddress.IPv4Network((mapped, found.prefixlen - _MAPPED_BITS))
    return found
