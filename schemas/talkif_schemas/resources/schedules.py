"""Bodies of schedules: when calls may be placed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Annotated, Final, Literal, Self, get_args

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from ..ids import example_id
from .accounts import Country, Timezone
from .bodies import AS_DAY, AS_MOMENT, Body, Flag, PageMeta, PageQuery, Text, answered_with, shown_as

Day = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
DAYS: Final[tuple[Day, ...]] = get_args(Day)
DAY_MINUTES: Final = 24 * 60

#: Calendars are asked about years in which the rules of time zones are known.
Date = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31)), AS_DAY]
Moment = Annotated[
    AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), le=datetime(2100, 12, 31, tzinfo=UTC)), AS_MOMENT
]


class Window(Body):
    """Hours on one day of every week, on the wall clock of the schedule's time zone."""

    model_config = answered_with(day="monday", start="09:00", end="17:00")

    day: Day
    """On which the window opens."""
    start: Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    """`HH:MM`."""
    end: Annotated[str, StringConstraints(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")]
    """`HH:MM`; `24:00` is the end of the day. An end that is not after the start is on the next day."""


def minutes_of(text: str) -> int:
    """Since midnight, of `HH:MM`."""
    hours, _, minutes = text.partition(":")
    return int(hours) * 60 + int(minutes)


def _apart(windows: list[Window]) -> list[Window]:
    """Windows that overlap are mistakes more often than wishes; those that touch are fine."""
    week_minutes = len(DAYS) * DAY_MINUTES
    spans = []
    for index, window in enumerate(windows):
        begin = DAYS.index(window.day) * DAY_MINUTES + minutes_of(window.start)
        length = minutes_of(window.end) - minutes_of(window.start)
        spans.append((begin, begin + (length if length > 0 else length + DAY_MINUTES), index))
    spans.sort()
    # After the last one the week begins anew.
    begin, end, index = spans[0]
    for (_, closes, one), (opens, _, other) in pairwise([*spans, (begin + week_minutes, end + week_minutes, index)]):
        if closes > opens:
            first, second = sorted((one, other))
            text = "Windows {first} and {second} overlap, counted from 0"
            raise PydanticCustomError("invalid_value", text, {"first": first, "second": second})
    return windows


class Blackout(Body):
    """A time without calls: either whole days of the schedule's time zone, or from one moment to another."""

    model_config = answered_with(startDate="2026-12-24", endDate="2026-12-26", reason="Christmas")

    start_date: Date | None = None
    """The first day."""
    end_date: Date | None = None
    """The last day."""
    start_at: Moment | None = None
    """No calls from here on."""
    end_at: Moment | None = None
    """Calls may be placed again from here on."""
    reason: Annotated[Text, StringConstraints(max_length=200)] = ""

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        dates, moments = (self.start_date, self.end_date), (self.start_at, self.end_at)
        if (dates == (None, None)) == (moments == (None, None)) or (None in dates and None in moments):
            raise PydanticCustomError("invalid_value", "Either startDate and endDate or startAt and endAt expected")
        if self.start_date and self.end_date and self.start_date > self.end_date:
            raise PydanticCustomError("invalid_value", "endDate lies before startDate")
        if self.start_at and self.end_at and self.start_at >= self.end_at:
            raise PydanticCustomError("invalid_value", "endAt does not lie after startAt")
        return self


class HolidayCalendar(Body):
    """Public holidays of a country, or of a part of it."""

    model_config = answered_with(country="US", region="NY")

    country: Country
    """ISO 3166-1, such as `DE`."""
    region: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{1,3}$")] | None = None
    """The part behind the dash in ISO 3166-2, such as `BY` of DE-BY."""


def _once(days: list[date]) -> list[date]:
    return sorted(set(days))


Name = Annotated[Text, StringConstraints(min_length=1, max_length=100)]
Windows = Annotated[list[Window], Field(min_length=1, max_length=50), AfterValidator(_apart)]
Blackouts = Annotated[list[Blackout], Field(max_length=100)]
ExtraHolidays = Annotated[list[Date], Field(max_length=366), AfterValidator(_once)]


class ScheduleCreate(Body):
    model_config = shown_as(
        name="US Business Hours",
        timezone="America/New_York",
        windows=[
            {"day": "monday", "start": "09:00", "end": "17:00"},
            {"day": "tuesday", "start": "09:00", "end": "17:00"},
        ],
        blackoutPeriods=[{"startDate": "2027-12-24", "endDate": "2028-01-01", "reason": "Winter break"}],
        holidays={"country": "US", "region": "NY"},
    )

    name: Name
    timezone: Timezone
    windows: Windows
    """A day may have several; none may overlap."""
    blackout_periods: Blackouts = []
    """Times without calls."""
    holidays: HolidayCalendar | None = None
    """Days off. A day off has no windows, and a window of the day before ends at its midnight."""
    extra_holidays: ExtraHolidays = []
    """More days off."""
    enabled: Flag = True
    """A schedule that is disabled never opens."""


class SchedulePatch(Body):
    """Fields that are left out stay as they are; lists are replaced as a whole."""

    model_config = shown_as(enabled=False)

    name: Name | None = None
    timezone: Timezone | None = None
    windows: Windows | None = None
    """Open hours of every week."""
    blackout_periods: Blackouts | None = None
    """Times without calls."""
    holidays: HolidayCalendar | None = None
    """null: none."""
    extra_holidays: ExtraHolidays | None = None
    """More days off."""
    enabled: Flag | None = None
    """A schedule that is disabled never opens."""


class Schedule(Body):
    """When calls may be placed."""

    model_config = answered_with(
        id=example_id("schedule"), name="US Business Hours", extraHolidays=["2026-11-27"], enabled=True
    )

    id: str
    name: str
    timezone: str
    windows: list[Window]
    """Open hours of every week."""
    blackout_periods: list[Blackout]
    """Times without calls."""
    holidays: HolidayCalendar | None
    """Days off; null: none."""
    extra_holidays: list[date]
    """More days off."""
    enabled: bool
    """A schedule that is disabled never opens."""
    created_at: AwareDatetime
    updated_at: AwareDatetime
    revision: int
    """Counts changes; the ETag of this resource."""


class ScheduleQuery(PageQuery):
    sort: Literal["createdAt", "-createdAt", "name", "-name"] = "createdAt"


class ScheduleList(Body):
    schedules: list[Schedule]
    meta: PageMeta


class NextWindowQuery(Body):
    at: Moment | None = None
    """The moment that is asked about; now, when it is left out."""


class NextWindow(Body):
    """The next time, from `at` on, in which calls may be placed without a break."""

    model_config = answered_with(
        at="2026-03-01T09:30:00Z", isOpen=False, opensAt="2026-03-02T14:00:00Z", closesAt="2026-03-02T22:00:00Z"
    )

    at: AwareDatetime
    """The moment that was asked about."""
    is_open: bool
    """Whether calls may be placed at that moment."""
    opens_at: AwareDatetime | None
    """`at` itself when it is open. null: not within 400 days; `reason` says why."""
    closes_at: AwareDatetime | None
    """null when it opens: not within 400 days of `at`."""
    reason: Literal["disabled", "never_opens"] | None
    """Why nothing opens: the schedule is disabled, or has no open time within 400 days."""
