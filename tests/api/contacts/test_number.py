"""The zone of a phone number."""

from __future__ import annotations

import pytest

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
