"""Hosts that are an address inside of a private network, as they are written: nothing is looked up."""

from __future__ import annotations

import ipaddress
import re
import unicodedata

#: As resolvers read it: 2130706433, 0x7f000001, 0177.0.0.1, 127.1.
_ODD_ADDRESS = re.compile(r"(?:0x[0-9a-f]+|[0-9]+)(?:\.(?:0x[0-9a-f]+|[0-9]+)){0,3}")


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
        return number is None or not ipaddress.IPv4Address(number).is_global
    try:
        return not ipaddress.ip_address(host.strip("[]").split("%")[0]).is_global
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
