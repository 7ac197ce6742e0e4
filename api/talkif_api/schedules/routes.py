"""Schedules over REST."""

from __future__ import annotations

import asyncio
from typing import Annotated, Final

from fastapi import Path, Query

from talkif_schemas.errors import Conflict
from talkif_schemas.ids import new_schedule_id
from talkif_schemas.resources.schedules import (
    NextWindow,
    NextWindowQuery,
    Schedule,
    ScheduleCreate,
    ScheduleList,
    SchedulePatch,
    ScheduleQuery,
)

from ..kit.db import transaction_time
from ..kit.revision import IfMatch, expected_revision
from ..kit.route import Caller, Transaction, account_router
from . import public_holidays, store
from .next_window import next_window

router = account_router("schedules", "/schedules")

MAX_SCHEDULES: Final = 200
SchedulePath = Annotated[str, Path(alias="scheduleId")]


@router.post("", status_code=201)
async def create_schedule(body: ScheduleCreate, caller: Caller, tx: Transaction) -> Schedule:
    await _check_holidays(body)
    if await store.lock_and_count(tx, caller.account_id) >= MAX_SCHEDULES:
        raise Conflict("schedule_limit_reached", f"An account has at most {MAX_SCHEDULES} schedules.")
    return await store.insert(tx, caller.account_id, new_schedule_id(), body.model_dump(mode="json"))


@router.get("")
async def list_schedules(query: Annotated[ScheduleQuery, Query()], caller: Caller, tx: Transaction) -> ScheduleList:
    schedules, meta = await store.list_all(tx, caller.account_id, query)
    return ScheduleList(schedules=schedules, meta=meta)


@router.get("/{scheduleId}")
async def get_schedule(schedule_id: SchedulePath, caller: Caller, tx: Transaction) -> Schedule:
    return await store.find(tx, caller.account_id, schedule_id)


@router.patch("/{scheduleId}")
async def update_schedule(
    schedule_id: SchedulePath,
    body: SchedulePatch,
    caller: Caller,
    tx: Transaction,
    if_match: IfMatch = None,
) -> Schedule:
    await _check_holidays(body)
    changes = body.model_dump(mode="json", exclude_unset=True)
    return await store.update(tx, caller.account_id, schedule_id, changes, expected_revision(if_match))


@router.delete("/{scheduleId}", status_code=204)
async def delete_schedule(schedule_id: SchedulePath, caller: Caller, tx: Transaction) -> None:
    await store.delete(tx, caller.account_id, schedule_id)


@router.get("/{scheduleId}/next-window")
async def get_next_window(
    schedule_id: SchedulePath, query: Annotated[NextWindowQuery, Query()], caller: Caller, tx: Transaction
) -> NextWindow:
    """Whether calls may be placed at a moment, and when it opens and closes next.

    Where clocks change, a time that is skipped is taken for the moment of the change; of a time that comes twice, a
    window opens at the first and closes at the second.
    """
    schedule = await store.find(tx, caller.account_id, schedule_id)
    at = query.at or await transaction_time(tx)
    # Looking through 400 days can take part of a second.
    return await asyncio.to_thread(next_window, schedule, at)


async def _check_holidays(body: ScheduleCreate | SchedulePatch) -> None:
    """Raises Invalid."""
    if body.holidays is not None:
        await asyncio.to_thread(public_holidays.check, body.holidays)
