"""The zone of a phone number."""

from __future__ import annotations

import random

import phonenumbers
import pytest
from phonenumbers import timezone as zones

from talkif_api.contacts import number as number_module
from talkif_api.contacts.number import zone_of


@pytest.mark.parametrize(
    ("number", "zone"),
    [
        ("+14155551234", "America/Los_Angeles"),
        ("+4915112345678", "Europe/Berlin"),
        ("+447911123456", "Europe/London"),
        ("+18005551234", None),
        ("+61412345678", None),
        ("+85212345678", None),
    ],
)
def test_a_zone_is_told_only_where_there_is_one(number: str, zone: str | None) -> None:
    assert zone_of(number) == zone


@pytest.mark.parametrize("country", ["US", "GB", "DE", "FR", "AU", "BR", "RU", "IN", "JP", "MX", "CA", "KZ"])
def test_numbers_of_one_block_are_in_one_zone(country: str) -> None:
    """As the metadata has it, looked at number by number."""
    drawn = random.Random(country)
    code = phonenumbers.country_code_for_region(country)
    for length in {*phonenumbers.PhoneMetadata.metadata_for_region(country).general_desc.possible_length}:
        for _ in range(40):
            number = f"+{code}{drawn.randint(1, 9)}" + "".join(drawn.choices("0123456789", k=length - 1))
            parsed = phonenumbers.parse(number)
            found = set(zones.time_zones_for_number(parsed)) - number_module._LINKS
            expected = found.pop() if len(found) == 1 else None
            assert zone_of(number) == (None if expected == "Etc/Unknown" else expected), number
