"""Whether somebody is there at a moment: windows in a week, days off, public holidays."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from talkif_schemas.artifact import Opening, Window

_DAY_MINUTES = 24 * 60
_ONE_DAY = timedelta(days=1)
#: Any year will do to load a calendar's rules.
_SOME_YEAR = 2000


def is_open(opening: Opening, now: datetime, contact: dict[str, Any]) -> bool:
    """`now` is in the account's time zone. A contact without a zone is taken to be where the account is."""
    local = now
    zone = _zone(contact.get("timezone") if opening.timezone == "contact" else opening.timezone)
    if zone is not None:
        local = now.astimezone(zone)
    today, minute = local.date(), local.hour * 60 + local.minute
    if _is_day_off(opening, today):
        return False
    if any(_covers(window, today, minute) for window in opening.windows):
        return True
    yesterday = today - _ONE_DAY
    if _is_day_off(opening, yesterday):
        return False
    return any(_covers(window, yesterday, minute + _DAY_MINUTES) for window in opening.windows)


def load_holidays(opening: Opening) -> None:
    """Reading a country's rules takes part of a second, which no call should wait for."""
    if opening.holidays is not None:
        _holidays(opening.holidays, _SOME_YEAR)


def _covers(window: Window, day: date, minute: int) -> bool:
    """Whether the window that opens on `day` holds at that minute, counted from the day's begin on the wall clock."""
    opens, closes = _minutes(window.opens), _minutes(window.closes)
    if closes <= opens:
        closes += _DAY_MINUTES
    return day.isoweekday() in window.days and opens <= minute < closes


def _minutes(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _is_day_off(opening: Opening, day: date) -> bool:
    if day.isoformat() in opening.closed_on:
        return True
    return opening.holidays is not None and day in _holidays(opening.holidays, day.year)


@lru_cache(maxsize=1_000)
def _holidays(region: str, year: int) -> Container[date]:
    """None in a region that nobody knows."""
    # Importing it takes a third of a second, which only flows with holidays have to pay.
    import holidays

    country, _, part = region.partition("-")
    try:
        return frozenset(holidays.country_holidays(country, subdiv=part or None, years=year))
    except NotImplementedError:
        return frozenset()


def _zone(name: str | None) -> ZoneInfo | None:
    """None for the account's, and for what is no zone."""
    if name is None or name == "account":
        return None
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return None
