"""What a schedule says about a moment. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from talkif_schemas.resources.schedules import DAYS, NextWindow, Schedule, minutes_of

from .public_holidays import is_holiday
from .windows import Calendar, Window, next_opening


def next_window(schedule: Schedule, at: datetime) -> NextWindow:
    at = at.astimezone(UTC)
    opening = next_opening(_calendar(schedule), at) if schedule.enabled else None
    if opening is None:
        reason = "never_opens" if schedule.enabled else "disabled"
        return NextWindow(at=at, is_open=False, opens_at=None, closes_at=None, reason=reason)
    return NextWindow(
        at=at, is_open=opening.opens_at == at, opens_at=opening.opens_at, closes_at=opening.closes_at, reason=None
    )


def _calendar(schedule: Schedule) -> Calendar:
    extra = frozenset(schedule.extra_holidays)

    def is_day_off(day: date) -> bool:
        return day in extra or (schedule.holidays is not None and is_holiday(schedule.holidays, day))

    blackouts = schedule.blackout_periods
    return Calendar(
        zone=ZoneInfo(schedule.timezone),
        windows=[
            Window(DAYS.index(window.day), minutes_of(window.start), minutes_of(window.end))
            for window in schedule.windows
        ],
        is_day_off=is_day_off,
        closed_dates=[(each.start_date, each.end_date) for each in blackouts if each.start_date and each.end_date],
        closed_spans=[(each.start_at, each.end_at) for each in blackouts if each.start_at and each.end_at],
    )
