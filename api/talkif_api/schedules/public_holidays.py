"""Public holidays by country and region, as the `holidays` library knows them (https://pypi.org/project/holidays)."""

from __future__ import annotations

from collections.abc import Container
from datetime import date
from functools import lru_cache

from talkif_schemas.errors import FieldError, Invalid
from talkif_schemas.resources.schedules import HolidayCalendar

#: Any year will do to ask whether a calendar exists.
_SOME_YEAR = 2000


def check(calendar: HolidayCalendar) -> None:
    """Raises Invalid for a country or region whose holidays are not known."""
    problem: FieldError | None = None
    if not _is_known(calendar.country, None):
        problem = FieldError("holidays.country", "invalid_value", f"No holidays of {calendar.country} are known")
    elif not _is_known(calendar.country, calendar.region):
        text = f"{calendar.country} has no region {calendar.region} with holidays of its own"
        problem = FieldError("holidays.region", "invalid_value", text)
    if problem is not None:
        raise Invalid("validation_failed", "Request contains invalid fields", fields=(problem,))


def is_holiday(calendar: HolidayCalendar, day: date) -> bool:
    return day in _of_year(calendar.country, calendar.region, day.year)


def _is_known(country: str, region: str | None) -> bool:
    try:
        _of_year(country, region, _SOME_YEAR)
    except NotImplementedError:
        return False
    return True


@lru_cache(maxsize=1_000)
def _of_year(country: str, region: str | None, year: int) -> Container[date]:
    """Raises NotImplementedError."""
    # Importing it takes part of a second, which only schedules with holidays have to pay.
    import holidays

    return frozenset(holidays.country_holidays(country, subdiv=region, years=year))
