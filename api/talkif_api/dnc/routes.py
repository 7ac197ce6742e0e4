"""The do-not-call list over REST."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import Path, Query, Request, Response

from talkif_schemas.resources.dnc import (
    DncAdd,
    DncBulkAdd,
    DncBulkResult,
    DncCheck,
    DncEntry,
    DncExportQuery,
    DncList,
    DncQuery,
    DncVerdict,
    DncVerdicts,
)

from ..kit.db import Database, transaction_time
from ..kit.download import FILES, Download
from ..kit.openapi import READS_ONLY
from ..kit.phone_number import checked_e164
from ..kit.route import Caller, Transaction, account_router
from . import listing, store
from .rows import each_number_once, read_row, read_rows

router = account_router("dnc", "/dnc")

EntryPath = Annotated[str, Path(alias="entryId")]


@router.post("", status_code=201, responses={200: {"model": DncEntry, "description": "The number was listed before."}})
async def add_dnc_entry(body: DncAdd, caller: Caller, tx: Transaction, response: Response) -> DncEntry:
    """List a number. Of a number that is listed already the entry stays; adding it again can make it last longer."""
    entry, is_new = await listing.add(tx, caller.account_id, read_row(body, await transaction_time(tx)), "api")
    if not is_new:
        response.status_code = 200
    return entry


@router.get("")
async def list_dnc_entries(query: Annotated[DncQuery, Query()], caller: Caller, tx: Transaction) -> DncList:
    entries, meta = await store.list_all(tx, caller.account_id, query)
    return DncList(entries=entries, meta=meta)


@router.post("/check", openapi_extra={READS_ONLY: True})
async def check_dnc(body: DncCheck, caller: Caller, tx: Transaction) -> DncVerdicts:
    """Whether numbers may be called."""
    if body.phone_number is not None:
        numbers = [checked_e164(body.phone_number, "phoneNumber")]
    else:
        numbers = [checked_e164(text, f"phoneNumbers.{index}") for index, text in enumerate(body.phone_numbers or ())]
    listed = await store.listed(tx, caller.account_id, numbers)
    results = [
        DncVerdict(phone_number=number, blocked=number in listed, entry=listed.get(number)) for number in numbers
    ]
    return DncVerdicts(blocked=bool(listed), results=results)


@router.post("/bulk")
async def add_dnc_entries(body: DncBulkAdd, caller: Caller, tx: Transaction) -> DncBulkResult:
    """List many numbers at once. Sends no events."""
    # Thousands of phone numbers take part of a second to read.
    rows, problems = await asyncio.to_thread(read_rows, body.entries, await transaction_time(tx))
    once = each_number_once(rows)
    new = await store.insert(tx, caller.account_id, once, "import")
    return DncBulkResult(
        added=len(new),
        already_listed=len(once) - len(new),
        repeated=len(rows) - len(once),
        failed=len(problems),
        problems=problems,
    )


@router.get("/export", response_class=Response, responses=FILES)
async def export_dnc(query: Annotated[DncExportQuery, Query()], caller: Caller, request: Request) -> Download:
    """The whole list as a file, newest first."""
    database: Database = request.app.state.database
    select, params = store.whole(caller.account_id, query)
    return Download(database, caller.account_id, select, params, name="dnc", file_format=query.format)


@router.delete("/{entryId}", status_code=204)
async def remove_dnc_entry(entry_id: EntryPath, caller: Caller, tx: Transaction) -> None:
    """The number may be called again."""
    await listing.remove(tx, caller.account_id, entry_id)
