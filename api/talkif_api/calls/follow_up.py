"""What follows a call. The database asks for it in the transaction in which the runtime writes that the call has begun
or ended (the trigger `follow_call`), so no call is forgotten; each step is one transaction that marks itself as done,
so none is done twice, however often its job runs.
"""

from __future__ import annotations

from typing import Any

from talkif_schemas.ids import AccountId
from talkif_schemas.resources.calls import Call

from ..dnc.opt_outs import add_opt_outs_of_call
from ..kit.db import Connection
from ..kit.jobs import Parts
from ..webhooks.outbox import announce
from . import analyze, cost, report_store, store
from .price_book import price_book
from .quality import quality
from .usage import usage


async def tell_start(parts: Parts, account_id: AccountId, call_id: str) -> None:
    """The call was answered."""
    async with parts.database.transaction(account_id) as tx:
        call = await store.find_call(tx, account_id, call_id)
        if call is not None and await report_store.claim(tx, account_id, call_id, "started"):
            await announce(tx, account_id, "call.started", _told(call))


async def follow_up(parts: Parts, account_id: AccountId, call_id: str) -> None:
    """The call is over: opt-outs, cost, quality, who wants to hear of it; its analysis is a job of its own."""
    async with parts.database.transaction(account_id) as tx:
        call = await store.find_call(tx, account_id, call_id)
        if call is None or not await report_store.claim(tx, account_id, call_id, "ended"):
            return
        await add_opt_outs_of_call(tx, account_id, call_id)
        whole = await _report(parts, tx, account_id, call)
        outputs = await store.outputs(tx, account_id, call_id)
        await announce(tx, account_id, "call.ended", {**_told(call), "outputs": outputs, "cost": whole})
        if await report_store.analyses_are_wanted(tx, account_id):
            await analyze.ask_for(tx, account_id, call_id)
        else:
            request = await report_store.want_analysis(tx, account_id, call_id, None)
            await report_store.finish_analysis(tx, account_id, call_id, request, "skipped", reason="turned_off")


async def _report(parts: Parts, tx: Connection, account_id: AccountId, call: Call) -> dict[str, Any]:
    """Writes cost and quality. The cost, as JSON."""
    events = await store.journal(tx, account_id, call.id)
    items = cost.items(
        usage(events),
        price_book(parts.settings.prices),
        carrier=await store.carrier(tx, account_id, call.id),
        direction=call.direction,
        number=call.to_number,
        duration_ms=call.duration_ms,
    )
    await report_store.add_costs(tx, account_id, call.id, items)
    await report_store.add_quality(tx, account_id, call.id, quality(events))
    return cost.total(items).model_dump(mode="json", by_alias=True)


def _told(call: Call) -> dict[str, Any]:
    """What webhooks hear of a call: what the API answers, with `callId` for `id`."""
    told = call.model_dump(mode="json", by_alias=True)
    return {"callId": told.pop("id"), **told}
