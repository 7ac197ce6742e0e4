"""When a schedule is open. Pure.

A window opens at the first moment at which a clock on the wall shows its start or later, and closes after the last at
which it shows less than its end. Where clocks change this means: a time that is skipped is taken for the moment of the
change; of a time that comes twice, a window opens at the first and closes at the second. (A window that ends at the
very time to which clocks go back is over at the first: the clock never shows less again.)

A day off has no windows, and it cuts those that began the day before. A day begins at its first moment.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

#: How far ahead is looked.
HORIZON: Final = timedelta(days=400)

_ONE_DAY: Final = timedelta(days=1)
_DAY_MINUTES: Final = 24 * 60

#: From the first moment until before the second. UTC.
Span: TypeAlias = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Window:
    """Hours on one day of every week."""

    weekday: int
    """0 is Monday."""
    start_minute: int
    """Since midnight on the wall clock."""
    end_minute: int
    """Up to 24 * 60. Not after the start: on the next day."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Windows of a week and what is taken out of them."""

    zone: ZoneInfo
    windows: Sequence[Window]
    is_day_off: Callable[[date], bool]
    closed_dates: Sequence[tuple[date, date]] = ()
    """First and last day."""
    closed_spans: Sequence[Span] = ()


@dataclass(frozen=True, slots=True)
class Opening:
    """A time without a break."""

    opens_at: datetime
    closes_at: datetime | None
    """None: not within the horizon."""


def next_opening(calendar: Calendar, at: datetime) -> Opening | None:
    """From `at` on: it opens at `at` itself where the calendar is open then. None: not within the horizon. UTC."""
    at = at.astimezone(UTC)
    until = at + HORIZON
    for opens_at, closes_at in _without(_joined(_windows(calendar, at, until)), _closings(calendar, at, until)):
        if opens_at > until:
            break
        if closes_at > at:
            return Opening(max(opens_at, at), closes_at if closes_at <= until else None)
    return None


def _days(zone: ZoneInfo, at: datetime, until: datetime) -> Iterator[date]:
    """Every day of which something may lie in between. Dates can jump by a day where a zone crosses the date line."""
    day, last = at.astimezone(zone).date() - 2 * _ONE_DAY, until.astimezone(zone).date() + 2 * _ONE_DAY
    while day <= last:
        yield day
        day += _ONE_DAY


def _windows(calendar: Calendar, at: datetime, until: datetime) -> Iterator[Span]:
    """In the order in which they open."""
    by_start = sorted(calendar.windows, key=lambda window: window.start_minute)
    for day in _days(calendar.zone, at, until):
        if calendar.is_day_off(day):
            continue
        for window in by_start:
            if window.weekday == day.weekday():
                goes_on = window.end_minute <= window.start_minute
                end_minute = window.end_minute + (_DAY_MINUTES if goes_on else 0)
                opens_at = _opens_at(calendar.zone, day, window.start_minute)
                yield opens_at, _closes_at(calendar.zone, day, end_minute)


def _closings(calendar: Calendar, at: datetime, until: datetime) -> list[Span]:
    days_off = ((day, day) for day in _days(calendar.zone, at, until) if calendar.is_day_off(day))
    by_date = [
        (_opens_at(calendar.zone, first, 0), _opens_at(calendar.zone, last, _DAY_MINUTES))
        for first, last in (*calendar.closed_dates, *days_off)
    ]
    return list(_joined(sorted([*by_date, *calendar.closed_spans])))


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Those that touch or overlap as one. `spans` in the order of their begins; empty ones are left out."""
    current: Span | None = None
    for begin, end in spans:
        if begin >= end:
            continue
        if current is not None and begin <= current[1]:
            current = current[0], max(current[1], end)
            continue
        if current is not None:
            yield current
        current = begin, end
    if current is not None:
        yield current


def _without(spans: Iterable[Span], closings: Sequence[Span]) -> Iterator[Span]:
    """What is left of `spans`. Both are in order and do not overlap among themselves."""
    for begin, end in spans:
        rest = begin
        for closed_from, closed_until in closings:
            if closed_until <= rest:
                continue
            if closed_from >= end:
                break
            if closed_from > rest:
                yield rest, closed_from
            rest = closed_until
        if rest < end:
            yield rest, end


def _wall(day: date, minute: int) -> datetime:
    return datetime.combine(day, time.min) + timedelta(minutes=minute)


def _opens_at(zone: ZoneInfo, day: date, minute: int) -> datetime:
    """The first moment that shows this time or later."""
    wall = _wall(day, minute)
    return _showing(zone, wall, fold=0) or _clock_change(zone, wall)


def _closes_at(zone: ZoneInfo, day: date, minute: int) -> datetime:
    """The moment after the last one that shows less than this time."""
    last = _showing(zone, _wall(day, minute) - datetime.resolution, fold=1)
    return last + datetime.resolution if last is not None else _opens_at(zone, day, minute)


def _showing(zone: ZoneInfo, wall: datetime, *, fold: int) -> datetime | None:
    """The moment that shows this time. `fold`: 0 for the first of a time that comes twice, 1 for the second (PEP 495).
    None: the time is skipped."""
    moment = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
    return moment if moment.astimezone(zone).replace(tzinfo=None, fold=0) == wall else None


def _clock_change(zone: ZoneInfo, skipped: datetime) -> datetime:
    """The moment of the change that skips this time on the wall clock."""
    before = skipped.replace(tzinfo=zone, fold=1).astimezone(UTC)
    after = skipped.replace(tzinfo=zone, fold=0).astimezone(UTC)
    new_offset = after.astimezone(zone).utcoffset()

    def has_changed(seconds: int) -> bool:
        return (before + timedelta(seconds=seconds)).astimezone(zone).utcoffset() == new_offset

    seconds = range(int((after - before).total_seconds()))
    return before + timedelta(seconds=bisect_left(seconds, True, key=has_changed))
