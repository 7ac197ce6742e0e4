"""What a contact's phone number tells: its stored form and its time zone.

Zones come from the metadata of libphonenumber: https://github.com/google/libphonenumber.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import phonenumbers
from phonenumbers import timezone as zones

#: Numbering plans give numbers out in blocks: numbers that differ in their last three digits alone are of one place,
#: unless they are short. The zone of a block is looked up once.
_BLOCK_DIGITS: Final = 3
_BLOCK_CHARS: Final = 12

#: Zones that only link to the zone of a larger neighbour in the IANA database (its file `backward`).
_LINKS: Final = frozenset(
    {
        "America/Kralendijk",
        "Arctic/Longyearbyen",
        "Asia/Choibalsan",
        "Europe/Guernsey",
        "Europe/Isle_of_Man",
        "Europe/Jersey",
        "Europe/Mariehamn",
        "Europe/Vatican",
    }
)


def zone_of(number: str) -> str | None:
    """IANA zone of an E.164 number; None when the number may be in several zones."""
    beginning = number[:-_BLOCK_DIGITS] if len(number) >= _BLOCK_CHARS else number
    return _zone_of_block(beginning, len(number))


@lru_cache(maxsize=65_536)
def _zone_of_block(beginning: str, length: int) -> str | None:
    number = phonenumbers.parse(beginning.ljust(length, "0"))
    found = {zone for zone in zones.time_zones_for_number(number) if zone not in _LINKS}
    zone = found.pop() if len(found) == 1 else None
    return None if zone == "Etc/Unknown" else zone
