"""Calls over REST."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Path, Query, Request, Response

from talkif_schemas.errors import NotFound
from talkif_schemas.resources.bodies import PageQuery
from talkif_schemas.resources.calls import (
    Call,
    CallDetails,
    CallEventList,
    CallList,
    CallQuery,
    RecordingLink,
    Transcript,
    TranscriptQuery,
)

from ..kit.route import Caller, Transaction, account_router
from ..kit.storage import Storage
from . import cost, reading, report_store, store

router = account_router("calls", "/calls")

CallPath = Annotated[str, Path(alias="callId")]
LINK_LIFETIME_S: Final = 900


@router.get("/history")
async def call_history(query: Annotated[CallQuery, Query()], caller: Caller, tx: Transaction) -> CallList:
    """Newest first."""
    calls, meta = await store.list_calls(tx, caller.account_id, query)
    return CallList(calls=calls, meta=meta)


@router.get("/{callId}")
async def get_call(call_id: CallPath, caller: Caller, tx: Transaction) -> Call:
    call = await store.find_call(tx, caller.account_id, call_id)
    if call is None:
        raise NotFound("call_not_found", "There is no such call.")
    return call


@router.get("/{callId}/details")
async def call_details(call_id: CallPath, caller: Caller, tx: Transaction) -> CallDetails:
    """The call with its transcript, timeline, outputs, analysis, cost and quality."""
    call = await get_call(call_id, caller, tx)
    events = await store.journal(tx, caller.account_id, call_id)
    places = await store.places(tx, caller.account_id, call)
    costs = await report_store.costs(tx, caller.account_id, call_id)
    return CallDetails(
        **call.model_dump(),
        outputs=await store.outputs(tx, caller.account_id, call_id),
        transcript=reading.turns(events, places),
        timeline=reading.timeline(events, places),
        analysis=None,
        cost=cost.total(costs) if costs else None,
        quality=await report_store.quality(tx, caller.account_id, call_id),
    )


@router.get(
    "/{callId}/transcript",
    response_model=Transcript,
    responses={200: {"content": {"text/plain": {}, "text/vtt": {}}}},
)
async def call_transcript(
    call_id: CallPath, query: Annotated[TranscriptQuery, Query()], caller: Caller, tx: Transaction
) -> Transcript | Response:
    """What was said so far; the call may still be going on."""
    call = await get_call(call_id, caller, tx)
    events = await store.journal(tx, caller.account_id, call_id)
    turns = reading.turns(events, await store.places(tx, caller.account_id, call))
    if query.format == "text":
        return Response(reading.plain_text(turns), media_type="text/plain")
    if query.format == "vtt":
        return Response(reading.web_vtt(turns), media_type="text/vtt")
    return Transcript(call_id=call_id, turns=turns)


@router.get("/{callId}/recording")
async def call_recording(call_id: CallPath, caller: Caller, tx: Transaction, request: Request) -> RecordingLink:
    """A link that works for fifteen minutes."""
    await get_call(call_id, caller, tx)
    found = await store.recording(tx, caller.account_id, call_id)
    if found is None:
        raise NotFound("recording_not_available", "The call has no recording, or it is not saved yet.")
    storage: Storage = request.app.state.storage
    url = await storage.reading_url(found[0], expires_in_s=LINK_LIFETIME_S)
    return RecordingLink(url=url, expires_in_secs=LINK_LIFETIME_S, duration_ms=found[1])


@router.get("/{callId}/events")
async def call_events(
    call_id: CallPath, page: Annotated[PageQuery, Query()], caller: Caller, tx: Transaction
) -> CallEventList:
    """The journal, entry by entry."""
    await get_call(call_id, caller, tx)
    events, meta = await store.list_events(tx, caller.account_id, call_id, page)
    return CallEventList(events=events, meta=meta)
