"""What a contact's phone number tells: its stored form and its time zone.

Zones come from the metadata of libphonenumber: https://github.com/google/libphonenumber.
"""

from __future__ import annotations

from typing import Final

import phonenumbers
from phonenumbers import timezone as zones

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
    found = {zone for zone in zones.time_zones_for_number(phonenumbers.parse(number)) if zone not in _LINKS}
    zone = found.pop() if len(found) == 1 else None
    return None if zone == "Etc/Unknown" else zone
