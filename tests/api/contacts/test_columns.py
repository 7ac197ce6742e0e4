"""Which field a column means."""

from __future__ import annotations

import pytest

from talkif_api.contacts.columns import Columns

COLUMNS = Columns(
    {"Cell": "phone", "Secret": None, "Stage": "customFields.dealStage"},
    keys=["dealStage", "seats"],
    labels={"Number of seats": "seats"},
)


@pytest.mark.parametrize(
    ("column", "field"),
    [
        ("firstName", "firstName"),
        ("First_Name", "firstName"),
        ("FIRST NAME", "firstName"),
        ("E-mail", "email"),
        ("Phone number", "phone"),
        ("Cell", "phone"),
        ("Secret", None),
        ("Stage", "customFields.dealStage"),
        ("deal stage", "customFields.dealStage"),
        ("number of seats", "customFields.seats"),
        ("customFields.other", "customFields.other"),
        ("Favourite colour (2024)", "customFields.favouriteColour2024"),
        ("id", None),
        ("Timezone source", "timezoneSource"),
        ("createdAt", None),
        ("", None),
    ],
)
def test_columns_are_found_by_their_names(column: str, field: str | None) -> None:
    assert COLUMNS.field(column) == field
