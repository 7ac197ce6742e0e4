from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from talkif_runtime.dialogue.opening import is_open
from talkif_schemas.artifact import Opening, Window

OFFICE = Window(days=(1, 2, 3, 4, 5), opens="09:00", closes="17:00")
NIGHT = Window(days=(5,), opens="22:00", closes="06:00")


def opening(*windows: Window, **fields: Any) -> Opening:
    return Opening(**{"timezone": "account", "windows": windows} | fields)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-03-02T08:59:59+00:00", False),
        ("2026-03-02T09:00:00+00:00", True),
        ("2026-03-02T16:59:59+00:00", True),
        ("2026-03-02T17:00:00+00:00", False),
        ("2026-03-07T12:00:00+00:00", False),
    ],
)
def test_a_window_holds_from_its_first_minute_to_before_its_last(moment: str, expected: bool) -> None:
    assert is_open(opening(OFFICE), datetime.fromisoformat(moment), {}) is expected


def test_several_windows_on_one_day_leave_a_lunch_break() -> None:
    morning = Window(days=(1,), opens="08:00", closes="12:00")
    afternoon = Window(days=(1,), opens="13:30", closes="24:00")
    hours = opening(morning, afternoon)
    times = {"11:59": True, "12:30": False, "13:30": True, "23:59": True}
    found = {time: is_open(hours, datetime.fromisoformat(f"2026-03-02T{time}:00+00:00"), {}) for time in times}
    assert found == times
    assert not is_open(hours, datetime.fromisoformat("2026-03-03T00:00:00+00:00"), {})


def test_a_night_belongs_to_the_day_on_which_it_begins() -> None:
    friday_night, saturday_morning, friday_morning, saturday_night = (
        datetime.fromisoformat(f"2026-03-{day}:00+00:00")
        for day in ("06T23:30", "07T05:59", "06T05:59", "07T23:30")
    )  # fmt: skip
    hours = opening(NIGHT)
    assert is_open(hours, friday_night, {})
    assert is_open(hours, saturday_morning, {})
    assert not is_open(hours, friday_morning, {})
    assert not is_open(hours, saturday_night, {})


def test_a_day_off_takes_its_night_with_it() -> None:
    hours = opening(NIGHT, closed_on=("2026-03-06",))
    assert not is_open(hours, datetime.fromisoformat("2026-03-06T23:30:00+00:00"), {})
    assert not is_open(hours, datetime.fromisoformat("2026-03-07T01:00:00+00:00"), {})


@pytest.mark.parametrize(
    ("region", "day", "expected"),
    [
        ("US", "2026-07-03", False),
        ("DE", "2026-07-03", True),
        ("DE-BY", "2026-01-06", False),
        ("DE", "2026-01-06", True),
    ],
)
def test_public_holidays_of_a_country_or_a_part_of_it(region: str, day: str, expected: bool) -> None:
    moment = datetime.fromisoformat(f"{day}T12:00:00+00:00")
    assert is_open(opening(OFFICE, holidays=region), moment, {}) is expected


def test_a_region_without_a_calendar_has_no_holidays() -> None:
    assert is_open(opening(OFFICE, holidays="ZZ"), datetime.fromisoformat("2026-03-02T12:00:00+00:00"), {})


@pytest.mark.parametrize(
    ("zone", "contact", "expected"),
    [
        ("America/New_York", {}, False),
        ("Europe/Berlin", {}, True),
        ("contact", {"timezone": "America/New_York"}, False),
        ("contact", {"timezone": None}, True),
        ("contact", {"timezone": "Middle/Earth"}, True),
        ("account", {"timezone": "America/New_York"}, True),
    ],
)
def test_the_wall_clock_of_the_account_the_contact_or_a_place(
    zone: str, contact: dict[str, Any], expected: bool
) -> None:
    nine_in_london = datetime.fromisoformat("2026-03-02T09:00:00+00:00")
    assert is_open(opening(OFFICE, timezone=zone), nine_in_london, contact) is expected


def test_the_wall_clock_follows_summer_time() -> None:
    hours = opening(Window(days=(1, 2, 3, 4, 5, 6, 7), opens="09:00", closes="10:00"), timezone="Europe/Berlin")
    assert is_open(hours, datetime.fromisoformat("2026-03-28T08:30:00+00:00"), {})
    assert not is_open(hours, datetime.fromisoformat("2026-03-29T08:30:00+00:00"), {})
    assert is_open(hours, datetime.fromisoformat("2026-03-29T07:30:00+00:00"), {})
