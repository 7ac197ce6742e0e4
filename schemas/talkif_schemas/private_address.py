"""Which addresses are public, and hosts that are written as an address that is not: nothing is looked up."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from typing import Final, TypeAlias

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

#: Networks without hosts that strangers may ask. Some addresses in 192.0.0.0/24 and 2001::/23 are global, but belong to
#: protocols (PCP, TURN, AMT, AS112, ORCHID): nobody's server has one. The standard library's `is_global` takes
#: multicast, 6to4, NAT64 and site-local addresses for global, and changes between releases.
#: https://www.iana.org/assignments/iana-ipv4-special-registry, but for the last two.
_PRIVATE_IPV4: Final = tuple(
    map(
        ipaddress.IPv4Network,
        (
            "0.0.0.0/8",  # this network, RFC 791
            "10.0.0.0/8",  # private, RFC 1918
            "100.64.0.0/10",  # behind a provider's NAT, RFC 6598
            "127.0.0.0/8",  # loopback, RFC 1122
            "169.254.0.0/16",  # link-local, RFC 3927; metadata of clouds
            "172.16.0.0/12",  # private, RFC 1918
            "192.0.0.0/24",  # protocol assignments, RFC 6890
            "192.0.2.0/24",  # documentation, RFC 5737
            "192.88.99.0/24",  # relays of 6to4, RFC 7526
            "192.168.0.0/16",  # private, RFC 1918
            "198.18.0.0/15",  # benchmarks, RFC 2544
            "198.51.100.0/24",  # documentation, RFC 5737
            "203.0.113.0/24",  # documentation, RFC 5737
            "240.0.0.0/4",  # reserved, RFC 1112; broadcast, RFC 919
            "224.0.0.0/4",  # multicast, RFC 5771: https://www.iana.org/assignments/multicast-addresses
            "168.63.129.16/32",  # https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
        ),
    )
)
#: All that is given to hosts: https://www.iana.org/assignments/ipv6-address-space. Outside is what holds an IPv4
#: address, which a gateway leads to a private one: IPv4-mapped and IPv4-compatible (::/8), NAT64 (64:ff9b::/96,
#: 64:ff9b:1::/48). So are unique local (fc00::/7), link-local (fe80::/10), site-local (fec0::/10) and multicast
#: (ff00::/8) addresses.
_GLOBAL_IPV6: Final = ipaddress.IPv6Network("2000::/3")
#: Of those: https://www.iana.org/assignments/iana-ipv6-special-registry
_PRIVATE_IPV6: Final = tuple(
    map(
        ipaddress.IPv6Network,
        (
            "2001::/23",  # protocol assignments, RFC 2928; Teredo (RFC 4380) holds an IPv4 address
            "2001:db8::/32",  # documentation, RFC 3849
            "2002::/16",  # 6to4, RFC 3056: holds an IPv4 address
            "3fff::/20",  # documentation, RFC 9637
        ),
    )
)

#: As resolvers read it: 2130706433, 0x7f000001, 0177.0.0.1, 127.1.
_ODD_ADDRESS = re.compile(r"(?:0x[0-9a-f]+|[0-9]+)(?:\.(?:0x[0-9a-f]+|[0-9]+)){0,3}")


def is_public(address: Address) -> bool:
    """Whether the internet leads to it, and to nothing behind a gateway of ours. False for IPv4 inside of IPv6."""
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _PRIVATE_IPV4)
    return address in _GLOBAL_IPV6 and not any(address in network for network in _PRIVATE_IPV6)


def is_private_address(host: str) -> bool:
    """True for `localhost` (RFC 6761, section 6.3) and every form of an address that the internet does not lead to.

    `host`: of a URL, with or without the brackets of IPv6. False for names: only who asks for them knows what they are.
    """
    # As IDNA (UTS 46) reads it: full-width digits, and other full stops.
    host = unicodedata.normalize("NFKC", host).replace("\u3002", ".").lower().rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    if _ODD_ADDRESS.fullmatch(host):
        number = _number(host)
        return number is None or not is_public(ipaddress.IPv4Address(number))
    try:
        return not is_public(ipaddress.ip_address(host.strip("[]").split("%")[0]))
    except ValueError:
        return False


def _number(host: str) -> int | None:
    """A numeric IPv4 address in any of its forms; the last part fills what is left. None when it is out of range."""
    parts = [_part(part) for part in host.split(".")]
    if None in parts:
        return None
    *first, last = [part for part in parts if part is not None]
    number = last
    for index, part in enumerate(first):
        number += part << 8 * (3 - index)
    fits = all(part < 256 for part in first) and last < 256 ** (4 - len(first))
    return number if fits else None


def _part(text: str) -> int | None:
    try:
        return int(text, 16 if text.startswith("0x") else 8 if text.startswith("0") and len(text) > 1 else 10)
    except ValueError:
        return None
