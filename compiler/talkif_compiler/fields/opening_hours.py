"""Opening hours: windows in a week, days off, holidays. Written in an `hours` node, or once for the project."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import Annotated

from talkif_schemas import artifact
from talkif_schemas.time_zones import time_zones

from ..misspelling import respelt
from ..suggest import nearest, one_of
from ..syntax.document import Scalar, Value
from .bounds import FILLED_LIST
from .leaves import Label, Leaf, ListOf, Spanned
from .problems import Problems, Refused
from .reading import reader_of
from .record import Record

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00")
_REGION = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?")

_LABEL = reader_of(Label)

#: Names that stand for a zone known only on the call.
ZONES_OF_CALL = ("account", "contact")


def _read_days(value: Value, problems: Problems) -> Spanned[tuple[int, ...]]:
    """`mon`, or a range such as `mon-fri` or `sat-mon`."""
    text = value.text if isinstance(value, Scalar) else ""
    first, _, last = text.partition("-")
    if first not in DAYS or (last or first) not in DAYS:
        problems.wrong_type(value, "a day or a range of days", "Days are mon tue wed thu fri sat sun; `mon-fri`.")
    begin, end = DAYS.index(first), DAYS.index(last or first)
    return Spanned(tuple((begin + step) % 7 + 1 for step in range((end - begin) % 7 + 1)), value.span)


def _read_time(value: Value, problems: Problems) -> Spanned[str]:
    if not isinstance(value, Scalar) or not _TIME.fullmatch(value.text):
        problems.wrong_type(value, "a time of day", 'Times are "HH:MM", from "00:00" to "24:00".')
    return Spanned(value.text, value.span)


def _read_date(value: Value, problems: Problems) -> Spanned[str]:
    text = value.text if isinstance(value, Scalar) else ""
    try:
        # Other forms of ISO 8601 would be kept as they are written, and then never match.
        if len(text) != len("2026-01-01"):
            raise ValueError
        date.fromisoformat(text)
    except ValueError:
        problems.wrong_type(value, "a date", "Dates are YYYY-MM-DD.")
    return Spanned(text, value.span)


_DAY_SCHEMA = {"type": "string", "pattern": r"^(mon|tue|wed|thu|fri|sat|sun)(-(mon|tue|wed|thu|fri|sat|sun))?$"}
_TIME_SCHEMA = {"type": "string", "pattern": r"^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$"}

Days = Annotated[Spanned[tuple[int, ...]], Leaf(_read_days, _DAY_SCHEMA)]
TimeOfDay = Annotated[Spanned[str], Leaf(_read_time, _TIME_SCHEMA)]
Date = Annotated[Spanned[str], Leaf(_read_date, {"type": "string", "format": "date"})]


@cache
def holiday_regions() -> dict[str, list[str]]:
    """Country -> its parts, of those whose public holidays the runtime knows."""
    # Importing it takes a third of a second, which only flows with holidays have to pay.
    import holidays

    return dict(holidays.list_supported_countries())


def _read_region(value: Value, problems: Problems) -> Spanned[str]:
    """What is none is kept all the same: the rest of the schedule says when it is open."""
    region: Spanned[str] = _LABEL(value, problems)
    country, _, part = region.value.partition("-")
    if not _REGION.fullmatch(region.value):
        hint = "Use a code of ISO 3166: `US`, `DE`, `DE-BY`."
        problems.report("wrong-type", f"`{region.value}` is no country", region.span, help=hint)
    elif country not in holiday_regions():
        hint = "Use a country of ISO 3166, such as `US`, or write the days into `closed_on`."
        problems.report("wrong-type", f"the public holidays of `{country}` are not known", region.span, help=hint)
    elif part and part not in holiday_regions()[country]:
        parts = holiday_regions()[country]
        hint = f"Those of the whole country are `holidays: {country}`."
        known = f" Its parts: {one_of(parts, 'and')}." if parts else ""
        problems.report("wrong-type", f"`{country}` has no part `{part}`", region.span, help=hint + known)
    return region


def _read_zone(value: Value, problems: Problems) -> Spanned[str]:
    zone: Spanned[str] = _LABEL(value, problems)
    if zone.value not in ZONES_OF_CALL and zone.value not in time_zones():
        guess = nearest(zone.value, time_zones())
        hint = f"Did you mean `{guess}`?" if guess else "Use an IANA name, such as `Europe/Berlin`."
        fixes = respelt(zone.span, zone.value, time_zones())
        problems.report("wrong-type", f"there is no time zone `{zone.value}`", zone.span, help=hint, fixes=fixes)
        raise Refused
    return zone


Zone = Annotated[Spanned[str], Leaf(_read_zone, {"type": "string"})]
Region = Annotated[Spanned[str], Leaf(_read_region, {"type": "string"})]


class WindowFields(Record):
    """Hours on some days. A window that ends before it begins goes on past midnight."""

    days: Annotated[ListOf[Days], FILLED_LIST]
    """`mon` to `sun`, and ranges such as `mon-fri`."""
    from_: TimeOfDay
    """When it opens: "09:00"."""
    to: TimeOfDay
    """When it closes: "17:00"; "24:00" is the end of the day."""

    def verify(self, problems: Problems) -> None:
        if self.from_.value == self.to.value:
            hint = 'The whole day is `{from: "00:00", to: "24:00"}`.'
            problems.report("wrong-type", "the window ends when it begins", self.to.span, help=hint)

    def lower(self) -> artifact.Window:
        days = tuple(sorted({day for item in self.days for day in item.value}))
        return artifact.Window(days=days, opens=self.from_.value, closes=self.to.value)


class OpeningFields(Record):
    """When somebody is there."""

    timezone: Zone | None = None
    """IANA name (`Europe/Berlin`), `account`, or `contact`. Without it, the account's zone holds."""
    windows: Annotated[ListOf[WindowFields], FILLED_LIST] | None = None
    """When it is open. Outside of them it is closed."""
    closed_on: ListOf[Date] | None = None
    """Days off, YYYY-MM-DD."""
    holidays: Region | None = None
    """Country, or part of one, whose public holidays are days off: `US`, `DE-BY` (ISO 3166)."""

    def lower_opening(self) -> artifact.Opening:
        return artifact.Opening(
            timezone=self.timezone.value if self.timezone else "account",
            windows=tuple(window.lower() for window in self.windows or ()),
            closed_on=tuple(sorted(day.value for day in self.closed_on or ())),
            holidays=self.holidays.value if self.holidays else None,
        )


class ScheduleFields(OpeningFields):
    """Opening hours with a name."""

    windows: Annotated[ListOf[WindowFields], FILLED_LIST]
    """When it is open. Outside of them it is closed."""
