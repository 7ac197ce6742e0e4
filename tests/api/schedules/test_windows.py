"""Openings against a count of every minute, around the days on which clocks change."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talkif_api.schedules.windows import HORIZON, Calendar, Opening, Window, next_opening

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
#: Zone -> days around which its clocks change: by an hour, by half an hour, by a whole day, by a quarter.
CHANGES = {
    "Europe/Berlin": [date(2027, 3, 28), date(2027, 10, 31)],
    "America/New_York": [date(2027, 3, 14), date(2027, 11, 7)],
    "Australia/Lord_Howe": [date(2027, 4, 4), date(2027, 10, 3)],
    "Pacific/Apia": [date(2011, 12, 30)],
    "Asia/Kathmandu": [date(1986, 1, 1)],
    "America/Havana": [date(2027, 11, 7)],
}
DAYS_AROUND = 6


@dataclass(frozen=True)
class Minutes:
    """What the clock on the wall shows in every minute of some days."""

    begin: datetime
    highest_so_far: list[datetime]
    lowest_from_here: list[datetime]

    def first_showing(self, wall: datetime) -> int:
        """The first minute that shows `wall` or later."""
        return bisect_left(self.highest_so_far, wall)

    def after_last_before(self, wall: datetime) -> int:
        """The minute after the last one that shows less than `wall`."""
        return bisect_left(self.lowest_from_here, wall)

    def at(self, index: int) -> datetime:
        return self.begin + index * MINUTE

    def __len__(self) -> int:
        return len(self.highest_so_far)


@lru_cache
def minutes(zone: str, change: date) -> Minutes:
    begin = datetime.combine(change, datetime.min.time(), UTC) - DAYS_AROUND * DAY
    shown = [
        (begin + index * MINUTE).astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
        for index in range(2 * DAYS_AROUND * 24 * 60)
    ]
    return Minutes(begin, list(accumulate(shown, max)), list(accumulate(reversed(shown), min))[::-1])


def open_minutes(calendar: Calendar, counted: Minutes, change: date) -> list[bool]:
    is_open = [False] * len(counted)
    days = [change + (offset - DAYS_AROUND - 2) * DAY for offset in range(2 * DAYS_AROUND + 5)]
    for day in days:
        midnight = datetime.combine(day, datetime.min.time())
        for window in calendar.windows:
            if window.weekday == day.weekday() and not calendar.is_day_off(day):
                start, end = window.start_minute, window.end_minute
                begin = counted.first_showing(midnight + start * MINUTE)
                stop = counted.after_last_before(midnight + (end if end > start else end + 24 * 60) * MINUTE)
                is_open[begin:stop] = [True] * max(0, stop - begin)
    for day in days:
        if calendar.is_day_off(day) or any(first <= day <= last for first, last in calendar.closed_dates):
            midnight = datetime.combine(day, datetime.min.time())
            begin, stop = counted.first_showing(midnight), counted.first_showing(midnight + DAY)
            is_open[begin:stop] = [False] * max(0, stop - begin)
    for index, open_then in enumerate(is_open):
        if open_then and any(begin <= counted.at(index) < end for begin, end in calendar.closed_spans):
            is_open[index] = False
    return is_open


@st.composite
def cases(draw: st.DrawFn) -> tuple[Calendar, str, date, int]:
    zone = draw(st.sampled_from(sorted(CHANGES)))
    change = draw(st.sampled_from(CHANGES[zone]))
    # Most of them on the day of the change or next to it, in the hours in which clocks change.
    weekdays = st.sampled_from([(change + offset * DAY).weekday() for offset in (-1, 0, 0, 1, 3)])
    starts = st.integers(0, 4 * 60) | st.integers(0, 24 * 60 - 1)
    ends = st.integers(0, 4 * 60) | st.integers(0, 24 * 60)
    windows = draw(st.lists(st.builds(Window, weekdays, starts, ends), max_size=6))
    near = st.integers(-4, 4).map(lambda offset: change + offset * DAY)
    days_off = draw(st.frozensets(near, max_size=2))
    dates = draw(st.lists(st.tuples(near, near).map(lambda pair: (min(pair), max(pair))), max_size=1))
    begin = minutes(zone, change).begin
    instants = st.integers(0, len(minutes(zone, change))).map(lambda index: begin + index * MINUTE)
    spans = draw(st.lists(st.tuples(instants, instants).map(lambda pair: (min(pair), max(pair))), max_size=2))
    calendar = Calendar(ZoneInfo(zone), windows, days_off.__contains__, dates, spans)
    return calendar, zone, change, draw(st.integers(0, len(minutes(zone, change)) - 1))


@settings(deadline=None)
@given(cases())
def test_an_opening_is_what_counting_minutes_finds(case: tuple[Calendar, str, date, int]) -> None:
    calendar, zone, change, start = case
    counted = minutes(zone, change)
    is_open = open_minutes(calendar, counted, change)
    found = next_opening(calendar, counted.at(start))
    if True not in is_open[start:]:
        # The windows of the following weeks lie beyond what was counted.
        assert found is None or found.opens_at >= counted.at(len(counted) - 24 * 60)
        return
    opens = is_open.index(True, start)
    assert found is not None
    assert found.opens_at == counted.at(opens)
    if False in is_open[opens:]:
        assert found.closes_at == counted.at(is_open.index(False, opens))
    else:
        assert found.closes_at is None or found.closes_at >= counted.at(len(counted) - 24 * 60)


def clock(text: str) -> int:
    hours, _, rest = text.partition(":")
    return int(hours) * 60 + int(rest)


def opening(zone: str, day: date, start: str, end: str) -> Opening | None:
    """Of one window on that day, looked for from two days before."""
    calendar = Calendar(ZoneInfo(zone), [Window(day.weekday(), clock(start), clock(end))], lambda _: False)
    return next_opening(calendar, datetime.combine(day, datetime.min.time(), UTC) - 2 * DAY)


@pytest.mark.parametrize(
    ("zone", "day", "window", "opens", "closes"),
    [
        ("Europe/Berlin", "2027-06-01", "09:00-17:00", "2027-06-01T07:00", "2027-06-01T15:00"),
        ("Europe/Berlin", "2027-06-01", "22:00-06:00", "2027-06-01T20:00", "2027-06-02T04:00"),
        ("Europe/Berlin", "2027-06-01", "00:00-24:00", "2027-05-31T22:00", "2027-06-01T22:00"),
        ("Europe/Berlin", "2027-06-01", "08:00-08:00", "2027-06-01T06:00", "2027-06-02T06:00"),
        # From 2:00 to 3:00: a time that is skipped is the moment of the change.
        ("Europe/Berlin", "2027-03-28", "02:30-05:00", "2027-03-28T01:00", "2027-03-28T03:00"),
        ("Europe/Berlin", "2027-03-28", "01:00-02:30", "2027-03-28T00:00", "2027-03-28T01:00"),
        # From 3:00 to 2:00: opens at the first 2:30, closes at the second.
        ("Europe/Berlin", "2027-10-31", "02:30-05:00", "2027-10-31T00:30", "2027-10-31T04:00"),
        ("Europe/Berlin", "2027-10-31", "01:00-02:30", "2027-10-30T23:00", "2027-10-31T01:30"),
        ("Europe/Berlin", "2027-10-31", "01:00-02:00", "2027-10-30T23:00", "2027-10-31T00:00"),
        # Half an hour back from 2:00 to 1:30, and half an hour ahead from 2:00 to 2:30.
        ("Australia/Lord_Howe", "2027-04-04", "01:45-03:00", "2027-04-03T14:45", "2027-04-03T16:30"),
        ("Australia/Lord_Howe", "2027-10-03", "02:10-03:00", "2027-10-02T15:30", "2027-10-02T16:00"),
        # There was no 30 December.
        ("Pacific/Apia", "2011-12-29", "22:00-06:00", "2011-12-30T08:00", "2011-12-30T10:00"),
        ("Asia/Kathmandu", "1986-01-01", "00:10-01:00", "1985-12-31T18:30", "1985-12-31T19:15"),
    ],
)
def test_times_on_the_wall_become_moments(zone: str, day: str, window: str, opens: str, closes: str) -> None:
    start, _, end = window.partition("-")
    found = opening(zone, date.fromisoformat(day), start, end)
    assert found == Opening(datetime.fromisoformat(opens + "+00:00"), datetime.fromisoformat(closes + "+00:00"))


def test_a_day_that_does_not_exist_has_no_windows() -> None:
    found = opening("Pacific/Apia", date(2011, 12, 30), "09:00", "17:00")
    assert found is not None
    assert found.opens_at.astimezone(ZoneInfo("Pacific/Apia")).date() == date(2012, 1, 6)


ALWAYS = [Window(day, 0, 24 * 60) for day in range(7)]
BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2027, 6, 1, 12, tzinfo=UTC)


def test_what_never_closes_has_no_end() -> None:
    assert next_opening(Calendar(BERLIN, ALWAYS, lambda _: False), NOON) == Opening(NOON, None)


def test_what_never_opens_has_no_opening() -> None:
    assert next_opening(Calendar(BERLIN, [], lambda _: False), NOON) is None
    assert next_opening(Calendar(BERLIN, ALWAYS, lambda _: True), NOON) is None
    long = (NOON - DAY, NOON + HORIZON + MINUTE)
    assert next_opening(Calendar(BERLIN, ALWAYS, lambda _: False, closed_spans=[long]), NOON) is None


def test_the_last_moment_of_the_horizon_counts() -> None:
    almost = (NOON - DAY, NOON + HORIZON)
    found = next_opening(Calendar(BERLIN, ALWAYS, lambda _: False, closed_spans=[almost]), NOON)
    assert found == Opening(NOON + HORIZON, None)


def test_a_night_of_a_day_off_does_not_open() -> None:
    friday = date(2027, 6, 4)
    nights = [Window(day, 22 * 60, 2 * 60) for day in range(7)]
    calendar = Calendar(BERLIN, nights, {friday}.__contains__)
    evening = datetime(2027, 6, 3, 22, tzinfo=BERLIN)
    # Thursday's night ends at midnight; Friday's does not begin.
    assert next_opening(calendar, evening) == Opening(evening, datetime(2027, 6, 4, tzinfo=BERLIN))
    assert next_opening(calendar, datetime(2027, 6, 4, 1, tzinfo=BERLIN)) == Opening(
        datetime(2027, 6, 5, 22, tzinfo=BERLIN), datetime(2027, 6, 6, 2, tzinfo=BERLIN)
    )
