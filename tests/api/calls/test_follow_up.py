"""What follows a call happens once, whatever becomes of its jobs."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from talkif_api.calls import follow_up as steps
from talkif_api.kit.jobs import Parts
from talkif_api.worker import open_queue
from talkif_runtime.store import open_store
from talkif_schemas import events
from talkif_schemas.ids import CallId
from tests.api.calls.conftest import Past
from tests.api.calls.journals import TALK
from tests.api.conftest import Account, owner
from tests.api.receiver import HOST


async def rows(account: Account, statement: str) -> list[dict[str, Any]]:
    async with owner(account.dsn) as connection:
        cursor = await connection.execute(statement.encode())
        return await cursor.fetchall()


async def waiting(account: Account) -> list[tuple[str, str]]:
    """Jobs of calls that wait: (name, call)."""
    found = await rows(account, "SELECT task_name, args FROM jobs.procrastinate_jobs WHERE status = 'todo' ORDER BY id")
    return [(row["task_name"], row["args"]["call_id"]) for row in found if row["task_name"].startswith("calls.")]


async def told(account: Account) -> list[tuple[str, dict[str, Any]]]:
    found = await rows(account, "SELECT type, data FROM webhook_messages ORDER BY message_id")
    return [(row["type"], row["data"]) for row in found]


async def work(past: Past, parts: Parts) -> None:
    """Run everything that waits, and what comes of it."""
    async with open_queue(past.account.dsn, parts) as app:
        await app.run_worker_async(wait=False, install_signal_handlers=False, delete_jobs="successful")


@pytest.fixture
async def listener(past: Past) -> None:
    """An endpoint that wants to hear of calls."""
    answer = await past.account.post("/webhooks", {"url": f"https://{HOST}/in", "events": ["call.*"]})
    assert answer.status_code == 201, answer.text


async def live_call(past: Past, call_id: str = "call_1") -> str:
    """A call as the runtime writes it: ringing, answered, with its journal, not over yet."""
    await past.call(call_id, status="ringing", journal=TALK)
    async with owner(past.account.dsn) as connection:
        await connection.execute(
            """
            UPDATE calls SET answered_at = NULL, ended_at = NULL, outcome = NULL, media_nonce = 'n' WHERE call_id = %s
            """,
            (call_id,),
        )
    async with open_store(past.account.dsn) as store:
        assert await store.answer_call(CallId(call_id), past.account.account_id, "n")
    async with owner(past.account.dsn) as connection:
        await connection.execute(
            "UPDATE calls SET answered_at = now() - interval '90 seconds' WHERE call_id = %s", (call_id,)
        )
    return call_id


async def end(past: Past, call_id: str = "call_1", status: str = "completed") -> None:
    async with open_store(past.account.dsn) as store:
        for _ in range(2):  # The carrier may say so twice.
            await store.finish_call(
                CallId(call_id), past.account.account_id, status=status, end_reason="caller_hung_up", outcome="done"
            )


async def test_the_end_of_a_call_asks_for_what_follows_in_the_same_transaction(past: Past) -> None:
    await live_call(past)
    assert await waiting(past.account) == [("calls.started", "call_1")]
    await end(past)
    assert await waiting(past.account) == [("calls.started", "call_1"), ("calls.follow_up", "call_1")]


async def test_a_call_that_fails_is_followed_up_too(past: Past, parts: Parts, listener: None) -> None:
    await live_call(past)
    await end(past, status="failed")
    await work(past, parts)
    assert [kind for kind, _ in await told(past.account)] == ["call.started", "call.ended"]


async def test_the_start_and_the_end_are_told_with_what_is_known(past: Past, parts: Parts, listener: None) -> None:
    await live_call(past)
    await steps.tell_start(parts, past.account.account_id, "call_1")
    await end(past)
    await steps.follow_up(parts, past.account.account_id, "call_1")
    (started, at_start), (ended, at_end) = await told(past.account)
    assert (started, at_start["callId"], at_start["status"]) == ("call.started", "call_1", "inprogress")
    assert (ended, at_end["status"], at_end["outcome"]) == ("call.ended", "completed", "done")
    assert at_end["cost"]["total"]["amountMicros"] > 17_000
    assert "id" not in at_end


async def test_nothing_is_done_twice(past: Past, parts: Parts, listener: None) -> None:
    await live_call(past)
    await end(past)
    await work(past, parts)
    before = await told(past.account), await rows(past.account, "SELECT * FROM call_costs ORDER BY cost_id")
    await steps.tell_start(parts, past.account.account_id, "call_1")
    await steps.follow_up(parts, past.account.account_id, "call_1")
    assert (await told(past.account), await rows(past.account, "SELECT * FROM call_costs ORDER BY cost_id")) == before
    assert len(before[0]) == 2


async def test_what_fails_halfway_leaves_nothing_and_is_done_by_the_next_attempt(
    past: Past, parts: Parts, listener: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    await live_call(past)
    await end(past)

    async def die(*_: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(steps, "announce", die)
        with pytest.raises(RuntimeError):
            await steps.follow_up(parts, past.account.account_id, "call_1")
    assert await rows(past.account, "SELECT * FROM call_costs") == []
    assert await rows(past.account, "SELECT * FROM call_follow_ups") == []
    await steps.follow_up(parts, past.account.account_id, "call_1")
    assert [kind for kind, _ in await told(past.account)] == ["call.ended"]


async def test_details_tell_cost_and_quality(past: Past, parts: Parts) -> None:
    await live_call(past)
    before = (await past.account.get("/calls/call_1/details")).json()
    assert (before["cost"], before["quality"]) == (None, None)
    await end(past)
    await work(past, parts)
    details = (await past.account.get("/calls/call_1/details")).json()
    assert details["cost"]["isComplete"]
    assert details["cost"]["items"][0] == {
        "component": "telephony",
        "provider": "twilio",
        "model": None,
        "unit": "minute",
        "quantity": 2,
        "amountMicros": 17_000,
        "note": "inbound call",
    }
    assert details["quality"]["mos"] == pytest.approx(4.29, abs=0.02)
    assert details["quality"]["packetLossPercent"] is None


async def test_who_asked_not_to_be_called_again_is_listed(past: Past, parts: Parts) -> None:
    await live_call(past)
    wish = events.DncRequested(at_ms=1, node="a", number="+14155550177", reason="asked on the call")
    async with open_store(past.account.dsn) as store:
        name, data = events.encode(wish)
        row = (CallId("call_1"), 99, 1, name, orjson.dumps(data).decode())
        await store.append_events(past.account.account_id, [row])
    await end(past)
    await steps.follow_up(parts, past.account.account_id, "call_1")
    (entry,) = (await past.account.get("/dnc")).json()["entries"]
    assert (entry["phoneNumber"], entry["reason"], entry["callId"]) == ("+14155550177", "opt_out_on_call", "call_1")


async def test_an_unknown_call_is_nobodys_business(past: Past, parts: Parts, listener: None) -> None:
    await steps.tell_start(parts, past.account.account_id, "call_none")
    await steps.follow_up(parts, past.account.account_id, "call_none")
    assert await told(past.account) == []
