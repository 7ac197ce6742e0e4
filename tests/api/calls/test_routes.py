"""Calls over REST: history, transcript, recording, journal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest

from talkif_api.calls import history as listing
from talkif_api.kit import paging
from talkif_api.kit.jobs import Parts
from talkif_schemas.resources.calls import CallQuery
from tests.api.calls.conftest import FLOW, Past
from tests.api.conftest import ORIGIN, owner


async def history(past: Past, **params: Any) -> list[str]:
    response = await past.account.get("/calls/history", params=params)
    assert response.status_code == 200, response.text
    return [call["id"] for call in response.json()["calls"]]


async def test_the_history_is_newest_first_and_paged(past: Past) -> None:
    for minutes in (3, 1, 2):
        await past.call(f"call_{minutes}", minutes_ago=minutes)
    assert await history(past) == ["call_1", "call_2", "call_3"]
    page = (await past.account.get("/calls/history", params={"limit": 1, "offset": 1})).json()
    assert [call["id"] for call in page["calls"]] == ["call_2"]
    assert page["meta"] == {"total": 3, "totalIsExact": True, "limit": 1, "offset": 1}


async def test_the_history_is_filtered(past: Past) -> None:
    await past.call("call_in", minutes_ago=60)
    await past.call("call_out", direction="outbound", numbers=("+14155550101", "+14155550102"), status="failed")
    assert await history(past, direction="outbound") == ["call_out"]
    assert await history(past, status="completed") == ["call_in"]
    assert await history(past, phoneNumber="+14155550100") == ["call_in"]
    assert await history(past, phoneNumber="+14155550101") == ["call_out", "call_in"]
    assert await history(past, flowId=past.flow_id) == ["call_out", "call_in"]
    assert await history(past, flowId="flow_other") == []
    first = (await past.account.get("/calls/call_in")).json()["createdAt"]
    assert await history(past, endDate=first) == []
    assert await history(past, startDate=first) == ["call_out", "call_in"]


async def change(past: Past, call_id: str, assignments: str) -> None:
    async with owner(past.account.dsn) as connection:
        await connection.execute(f"UPDATE calls SET {assignments} WHERE call_id = %s".encode(), (call_id,))


async def test_the_history_is_filtered_by_what_came_of_the_calls(past: Past) -> None:
    await past.call("call_a", recording_key="a.wav", minutes_ago=2)
    await past.call("call_b", minutes_ago=1)
    await change(
        past, "call_b", "outcome = 'lost', disposition = 'rude', end_reason = 'error', environment = 'staging'"
    )
    assert await history(past, outcome="lost") == ["call_b"]
    assert await history(past, disposition="rude") == ["call_b"]
    assert await history(past, endReason="error") == ["call_b"]
    assert await history(past, environment="staging", version="1.0.0") == ["call_b"]
    assert await history(past, version="2.0.0") == []
    assert await history(past, hasRecording=True) == ["call_a"]
    assert await history(past, hasRecording=False) == ["call_b"]


async def test_the_history_is_filtered_and_sorted_by_duration(past: Past) -> None:
    await past.call("call_long", minutes_ago=3)
    await past.call("call_short", minutes_ago=2)
    await past.call("call_missed", minutes_ago=1)
    await change(past, "call_short", "ended_at = answered_at + interval '1.5 seconds'")
    await change(past, "call_missed", "answered_at = NULL")
    assert await history(past, maxDurationMs=1_500) == ["call_short"]
    assert await history(past, minDurationMs=1_501) == ["call_long"]
    assert await history(past, sort="durationMs") == ["call_short", "call_long", "call_missed"]
    assert await history(past, sort="-durationMs") == ["call_long", "call_short", "call_missed"]
    assert await history(past, sort="createdAt") == ["call_long", "call_short", "call_missed"]


async def test_the_history_is_filtered_by_metadata(past: Past) -> None:
    await past.call("call_a", minutes_ago=2)
    await past.call("call_b", minutes_ago=1)
    await change(past, "call_a", """metadata = '{"source": "crm", "url": "https://a.example", "tries": 2}'""")
    await change(past, "call_b", """metadata = '{"source": "crm"}'""")
    assert await history(past, metadata="source:crm") == ["call_b", "call_a"]
    assert await history(past, metadata=["source:crm", "tries:2"]) == ["call_a"]
    assert await history(past, metadata="url:https://a.example") == ["call_a"]
    assert await history(past, metadata="source:") == []


async def test_the_history_of_a_contact_is_that_of_its_number(past: Past) -> None:
    contact = (await past.account.post("/contacts", {"phone": "+14155550100"})).json()
    await past.call("call_from", minutes_ago=2)
    await past.call("call_to", direction="outbound", numbers=("+14155550101", "+14155550100"), minutes_ago=1)
    await past.call("call_other", numbers=("+14155550109", "+14155550100"))
    assert await history(past, contactId=contact["id"]) == ["call_to", "call_from"]
    assert await history(past, contactId="contact_none") == []


async def test_a_total_that_would_take_long_to_count_says_that_there_are_more(
    past: Past, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "COUNTED", 2)
    for number in (1, 2, 3):
        await past.call(f"call_{number}", minutes_ago=number)
    meta = (await past.account.get("/calls/history", params={"outcome": "done", "limit": 2})).json()["meta"]
    assert (meta["total"], meta["totalIsExact"]) == (3, False)
    assert await history(past, outcome="done", offset=2) == ["call_3"]
    meta = (await past.account.get("/calls/history")).json()["meta"]
    assert (meta["total"], meta["totalIsExact"]) == (3, True)  # Kept, so that nobody counts.


async def test_few_calls_among_many_are_counted(past: Past, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "COUNTED", 2)
    for number in (1, 2, 3):
        await past.call(f"call_{number}", minutes_ago=number)
    for number in (4, 5):
        await past.call(f"call_{number}", minutes_ago=number, direction="outbound")
    answer = (await past.account.get("/calls/history", params={"direction": "outbound", "limit": 1})).json()
    assert (answer["meta"]["total"], answer["meta"]["totalIsExact"]) == (2, True)
    assert await history(past, direction="outbound", offset=1) == ["call_5"]


async def test_metadata_that_many_calls_have_is_looked_for_along_the_history(
    past: Past, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "SEARCHED", 1)
    for number in (1, 2, 3):
        await past.call(f"call_{number}", minutes_ago=number)
        await change(past, f"call_{number}", f"""metadata = '{{"source": "crm", "number": {number}}}'""")
    assert await history(past, metadata="source:crm") == ["call_1", "call_2", "call_3"]
    assert await history(past, metadata="number:2") == ["call_2"]


async def test_metadata_is_found_however_long_it_is(past: Past) -> None:
    await past.call("call_1")
    await change(
        past, "call_1", """metadata = jsonb_build_object('note', repeat('x', 400), 'long', repeat('y', 9000))"""
    )
    assert await history(past, metadata="note:" + "x" * 400) == ["call_1"]


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"offset": 20},
        {"contact_id": "contact_1"},
        {"phone_number": "+14155550199"},
        {"outcome": "won"},
        {"metadata": ["deal:7"]},
        {"min_duration_ms": 9_000_000},
        {"sort": "-durationMs"},
        {"sort": "durationMs"},
    ],
)
async def test_no_page_of_the_history_reads_all_calls(past: Past, parts: Parts, query: dict[str, Any]) -> None:
    contact = (await past.account.post("/contacts", {"phone": "+14155550199"})).json()["id"]
    if "contact_id" in query:
        query = {"contact_id": contact}
    await many(past, 3_000)
    async with parts.database.transaction(past.account.account_id) as tx:
        await listing.list_page(tx, past.account.account_id, CallQuery.model_validate({**query, "limit": 5}))
        cursor = await tx.execute(
            "SELECT seq_tup_read + idx_tup_fetch AS rows FROM pg_stat_xact_user_tables WHERE relname = 'calls'"
        )
        row = await cursor.fetchone()
    assert row is not None
    assert row["rows"] < 100


async def many(past: Past, number: int) -> None:
    """Calls of which PostgreSQL knows how they are spread."""
    await past.call("call_0")
    async with owner(past.account.dsn) as connection:
        await connection.set_autocommit(True)
        await connection.execute(
            """
            INSERT INTO calls (call_id, account_id, direction, from_number, to_number, flow_id, environment, version,
                               digest, carrier, carrier_call_id, status, outcome, metadata, created_at, answered_at,
                               ended_at)
            SELECT 'call_0_' || n, account_id, direction, '+1' || (2000000000 + n), to_number, flow_id, environment,
                   version, digest, carrier, 'CA' || n, status, outcome, '{"source": "crm"}',
                   created_at - make_interval(secs => n), answered_at, ended_at - make_interval(secs => n / 10)
            FROM calls, generate_series(1, %s) AS n
            """,
            (number,),
        )
        await connection.execute("VACUUM ANALYZE calls")


@pytest.mark.parametrize(
    "params",
    [
        {"status": "done"},
        {"startDate": "yesterday"},
        {"colour": "red"},
        {"minDurationMs": "-1"},
        {"sort": "length"},
        {"hasRecording": "perhaps"},
    ],
)
async def test_a_wrong_filter_is_named(past: Past, params: dict[str, str]) -> None:
    response = await past.account.get("/calls/history", params=params)
    assert (response.status_code, response.json()["errors"][0]["field"]) == (400, next(iter(params)))


async def test_a_turn_points_at_its_line_in_the_flow(past: Past) -> None:
    await past.call("call_1")
    turns = (await past.account.get("/calls/call_1/transcript")).json()["turns"]
    assert [(turn["turnNumber"], turn["speaker"], turn["content"]) for turn in turns] == [
        (1, "ai", "Hello & welcome."),
        (2, "human", "Thanks, bye."),
        (3, "ai", "Goodbye."),
    ]
    line = FLOW.splitlines().index('  bye: {type: end, say: "Goodbye.", outcome: done}') + 1
    assert (turns[2]["node"], turns[2]["source"]) == ("bye", {"file": "flows/desk.yaml", "line": line})
    assert turns[1]["metrics"]["sttMs"] == 200


async def test_a_transcript_is_text_too(past: Past) -> None:
    await past.call("call_1")
    response = await past.account.get("/calls/call_1/transcript", params={"format": "text"})
    assert response.headers["Content-Type"].startswith("text/plain")
    assert response.text.splitlines()[0] == "[00:00:00.040] ai: Hello & welcome."


async def test_a_transcript_is_captions_too(past: Past) -> None:
    await past.call("call_1")
    response = await past.account.get("/calls/call_1/transcript", params={"format": "vtt"})
    assert response.headers["Content-Type"].startswith("text/vtt")
    first, *cues = response.text.split("\n\n")
    assert first == "WEBVTT"
    assert cues[0] == "00:00:00.040 --> 00:00:01.040\n<v ai>Hello &amp; welcome."
    assert cues[2].startswith("01:01:01.000 --> 01:01:01.900\n")


async def test_details_hold_everything_about_a_call(past: Past) -> None:
    await past.call("call_1")
    details = (await past.account.get("/calls/call_1/details")).json()
    assert (details["outcome"], details["outputs"], details["durationMs"]) == ("done", {"topic": "x"}, 3_662_000)
    assert [entry["node"] for entry in details["timeline"] if entry["kind"] == "node"] == ["greet", "bye"]
    assert len(details["transcript"]) == 3


async def test_a_recording_is_a_link_that_works_for_a_while(past: Past, files_folder: Path) -> None:
    (files_folder / "call_1.wav").write_bytes(b"RIFF")
    await past.call("call_1", recording_key="call_1.wav")
    link = (await past.account.get("/calls/call_1/recording")).json()
    assert (link["expiresInSecs"], link["durationMs"]) == (900, 3_662_000)
    assert (await past.account.get(link["url"].removeprefix(ORIGIN))).content == b"RIFF"


async def test_a_call_without_a_recording_says_so(past: Past) -> None:
    await past.call("call_1")
    response = await past.account.get("/calls/call_1/recording")
    assert (response.status_code, response.json()["code"]) == (404, "recording_not_available")


async def test_a_call_that_goes_on_is_told_to_end_once(past: Past) -> None:
    await past.call("call_1", status="inprogress")
    await change(past, "call_1", "ended_at = NULL")
    async with await psycopg.AsyncConnection.connect(past.account.dsn, autocommit=True) as listener:
        await listener.execute("LISTEN call_orders")
        for _ in range(2):
            answer = await past.account.post("/calls/call_1/end")
            assert (answer.status_code, answer.json()["id"]) == (202, "call_1")
        assert [notice.payload async for notice in listener.notifies(timeout=5, stop_after=1)] == ["call_1"]


async def test_a_call_that_is_over_cannot_be_ended(past: Past) -> None:
    await past.call("call_1")
    answer = await past.account.post("/calls/call_1/end")
    assert (answer.status_code, answer.json()["code"]) == (409, "call_already_ended")
    assert (await past.account.post("/calls/call_none/end")).json()["code"] == "call_not_found"


async def test_a_recording_is_deleted_for_good(past: Past, files_folder: Path) -> None:
    (files_folder / "call_1.wav").write_bytes(b"RIFF")
    await past.call("call_1", recording_key="call_1.wav")
    link = (await past.account.get("/calls/call_1/recording")).json()["url"].removeprefix(ORIGIN)
    assert (await past.account.send("DELETE", "/calls/call_1/recording")).status_code == 204
    assert (await past.account.get(link)).status_code == 404
    assert not (await past.account.get("/calls/call_1")).json()["recordingAvailable"]
    again = await past.account.send("DELETE", "/calls/call_1/recording")
    assert (again.status_code, again.json()["code"]) == (404, "recording_not_available")
    (entry, *_) = (await past.account.get("/audit-log")).json()["entries"]
    assert (entry["action"], entry["target"]) == ("deleteRecording", "call_1")


async def test_a_recording_whose_file_is_gone_can_be_deleted(past: Past) -> None:
    await past.call("call_1", recording_key="nothing.wav")
    assert (await past.account.send("DELETE", "/calls/call_1/recording")).status_code == 204


async def test_the_journal_is_paged(past: Past) -> None:
    await past.call("call_1")
    page = (await past.account.get("/calls/call_1/events", params={"offset": 9})).json()
    assert [(event["seq"], event["name"]) for event in page["events"]] == [(9, "SpeechPlayed"), (10, "CallEnded")]
    assert page["meta"]["total"] == 11


@pytest.mark.parametrize("path", ["", "/details", "/transcript", "/recording", "/events"])
async def test_an_unknown_call_is_not_found(past: Past, path: str) -> None:
    response = await past.account.get(f"/calls/call_none{path}")
    assert (response.status_code, response.json()["code"]) == (404, "call_not_found")
