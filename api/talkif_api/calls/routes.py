"""Calls over REST."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Path, Query, Request, Response

from talkif_schemas.errors import Conflict, NotFound
from talkif_schemas.resources.after_call import Analysis, AnalyzeCall
from talkif_schemas.resources.call_events import CallEventList, CallEventQuery
from talkif_schemas.resources.calls import (
    Call,
    CallDetails,
    CallList,
    CallQuery,
    RecordingLink,
    Transcript,
    TranscriptQuery,
)

from ..kit.route import Caller, Journals, LongWork, Transaction, account_router
from ..kit.storage import Storage
from . import analyze, cost, history, reading, report_store, store
from .live_events import MEDIA_TYPE, STREAM, LiveEvents, last_seen, wants_stream

router = account_router("calls", "/calls")

CallPath = Annotated[str, Path(alias="callId")]
LINK_LIFETIME_S: Final = 900


@router.get("/history")
async def call_history(query: Annotated[CallQuery, Query()], caller: Caller, tx: Transaction) -> CallList:
    calls, meta = await history.list_page(tx, caller.account_id, query)
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
        analysis=await report_store.analysis(tx, caller.account_id, call_id),
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
async def call_recording(
    call_id: CallPath, caller: Caller, tx: Transaction, aside: LongWork, request: Request
) -> RecordingLink:
    """A link that works for fifteen minutes."""
    await get_call(call_id, caller, tx)
    found = await store.recording(tx, caller.account_id, call_id)
    if found is None:
        raise NotFound("recording_not_available", "The call has no recording, or it is not saved yet.")
    storage: Storage = request.app.state.storage
    key, duration_ms = found
    url = aside.result((key,), lambda: storage.reading_url(key, expires_in_s=LINK_LIFETIME_S))
    return RecordingLink(url=url, expires_in_secs=LINK_LIFETIME_S, duration_ms=duration_ms)


@router.delete("/{callId}/recording", status_code=204)
async def delete_recording(
    call_id: CallPath, caller: Caller, tx: Transaction, aside: LongWork, request: Request
) -> None:
    """The file is gone for good; the call and its transcript stay."""
    call = await get_call(call_id, caller, tx)
    if call.ended_at is None:
        raise Conflict("call_in_progress", "The call is not over yet, and is being recorded.")
    found = await store.recording(tx, caller.account_id, call_id)
    if found is None:
        raise NotFound("recording_not_available", "The call has no recording, or it is not saved yet.")
    storage: Storage = request.app.state.storage
    key, _ = found
    aside.result((key,), lambda: storage.delete(key))
    await store.forget_recording(tx, call_id)


@router.post("/{callId}/end", status_code=202)
async def end_call(call_id: CallPath, caller: Caller, tx: Transaction) -> Call:
    """Hang up, a moment later: the call then has `operator_ended` as its endReason.

    A caller who was handed over to somebody by a transfer is left in peace, and ends when they come back to the flow.
    """
    call = await get_call(call_id, caller, tx)
    if call.ended_at is not None:
        raise Conflict("call_already_ended", "The call is over.")
    await store.order_end(tx, caller.account_id, call_id)
    return call


@router.post(
    "/{callId}/analyze",
    status_code=202,
    responses={200: {"model": Analysis, "description": "Analysed before, and `force` is not set"}},
)
async def analyze_call(
    call_id: CallPath, body: AnalyzeCall, caller: Caller, tx: Transaction, response: Response
) -> Analysis:
    """Have a language model read the transcript, in the background. Webhooks hear of `call.analyzed`."""
    call = await get_call(call_id, caller, tx)
    if call.ended_at is None:
        raise Conflict("call_in_progress", "The call is not over yet; it is analysed when it is.")
    before = await report_store.analysis(tx, caller.account_id, call_id)
    if before is not None and before.state == "completed" and not body.force:
        response.status_code = 200
        return before
    if before is None or before.state != "pending" or body.force:
        await analyze.ask_for(tx, caller.account_id, call_id, body.model)
    pending = await report_store.analysis(tx, caller.account_id, call_id)
    assert pending is not None
    return pending


@router.get(
    "/{callId}/events",
    response_model=CallEventList,
    responses={
        200: {"content": {MEDIA_TYPE: {"schema": STREAM}}},
        204: {"description": "A stream was asked for, and nothing will come any more"},
    },
)
async def call_events(
    call_id: CallPath,
    query: Annotated[CallEventQuery, Query()],
    caller: Caller,
    tx: Transaction,
    database: Journals,
    request: Request,
) -> CallEventList | Response:
    """The journal, entry by entry.

    With `Accept: text/event-stream` it is a live stream: what there is, then what comes, to the end of the call. It
    goes on after `Last-Event-ID`; 204 says that nothing will come any more.
    """
    call = await get_call(call_id, caller, tx)
    if wants_stream(request):
        after = last_seen(request)
        if call.ended_at is not None and not await store.events_after(tx, caller.account_id, call_id, after):
            return Response(status_code=204)
        return LiveEvents(request.app.state.streams, database, caller, call_id, after)
    events, meta = await store.list_events(tx, caller.account_id, call_id, query)
    return CallEventList(events=events, meta=meta)
