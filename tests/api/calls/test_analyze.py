"""A call is read by a model once per request, whatever becomes of the job, the vendor and the answer."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from talkif_api.calls import follow_up as steps
from talkif_api.calls.analyze import MAX_ATTEMPTS, analyze
from talkif_api.calls.retention import retain
from talkif_api.kit.jobs import Parts
from talkif_api.models.structured.contract import AnswerError
from talkif_schemas import events
from tests.api.calls.conftest import JOURNAL, Past
from tests.api.calls.test_follow_up import end, listener, live_call, rows, told, waiting
from tests.vendors.structured_server import KEY, Refuses, Says, StructuredServer

__all__ = ["listener"]

ANSWER: dict[str, Any] = {
    "summary": "The caller said thanks.",
    "sentiment": {"label": "positive", "confidence": 0.9},
    "intents": ["say thanks"],
    "topics": [],
    "actionItems": ["Send the invoice."],
    "outcome": "done",
    "outputs": {},
}
GOOD = Says(json.dumps(ANSWER))
#: Prices of the test's model are those of gpt-5-nano: 0.05 and 0.40 dollars the million.
MODEL = "openai/gpt-5-nano"


@pytest.fixture
async def vendor(free_port: int) -> AsyncIterator[StructuredServer]:
    server = StructuredServer("openai", [GOOD])
    async with server.running(free_port):
        yield server


@pytest.fixture
def reading(parts: Parts, vendor: StructuredServer, free_port: int) -> Parts:
    """A worker with a key to the vendor."""
    urls = {"openai": f"http://127.0.0.1:{free_port}/v1"}
    return replace(parts, settings=replace(parts.settings, vendor_keys={"openai": KEY}, vendor_urls=urls))


async def call_that_is_over(past: Past, journal: tuple[events.Event, ...] = JOURNAL) -> str:
    return await past.call("call_1", journal=journal)


async def ask(past: Past, **body: Any) -> tuple[int, dict[str, Any]]:
    answer = await past.account.post("/calls/call_1/analyze", body)
    return answer.status_code, answer.json()


async def analysis(past: Past) -> dict[str, Any]:
    found: dict[str, Any] = (await past.account.get("/calls/call_1/details")).json()["analysis"]
    return found


Run = Callable[[Parts], Awaitable[None]]


async def run(past: Past, parts: Parts, request: int = 1) -> None:
    await analyze(parts, past.account.account_id, "call_1", request)


async def test_what_the_model_found_is_kept_charged_and_told_of(
    past: Past, reading: Parts, vendor: StructuredServer, listener: None
) -> None:
    await call_that_is_over(past)
    status, pending = await ask(past, model=MODEL)
    assert (status, pending["state"], pending["findings"]) == (202, "pending", None)
    await run(past, reading)
    found = await analysis(past)
    assert (found["state"], found["reason"], found["findings"]) == ("completed", None, ANSWER)
    assert (found["provider"], found["model"], found["promptVersion"]) == ("openai", "gpt-5-nano", 1)
    costs = await rows(past.account, "SELECT unit, quantity, amount_micros FROM call_costs ORDER BY cost_id")
    assert [tuple(row.values()) for row in costs] == [("input_token", 900, 45), ("output_token", 150, 60)]
    (kind, data) = (await told(past.account))[-1]
    assert (kind, data["callId"], data["analysis"]["findings"]) == ("call.analyzed", "call_1", ANSWER)
    sent = json.loads(vendor.requests[0]["messages"][1]["content"])
    assert {"speaker": "caller", "said": "Thanks, bye."} in sent["transcript"]


async def test_a_call_is_analysed_when_it_ends(past: Past, reading: Parts, vendor: StructuredServer) -> None:
    await live_call(past)
    await end(past)
    await steps.follow_up(reading, past.account.account_id, "call_1")
    assert ("calls.analyze", "call_1") in await waiting(past.account)
    await run(past, reading)
    assert (await analysis(past))["state"] == "completed"


async def test_an_account_may_turn_it_off(past: Past, reading: Parts) -> None:
    assert (await past.account.send("PATCH", "/settings", json={"analyzeCalls": False})).status_code == 200
    await live_call(past)
    await end(past)
    await steps.follow_up(reading, past.account.account_id, "call_1")
    found = await analysis(past)
    assert (found["state"], found["reason"]) == ("skipped", "turned_off")
    assert (await ask(past))[0] == 202


async def test_an_account_may_name_the_model(past: Past, reading: Parts, vendor: StructuredServer) -> None:
    changed = await past.account.send("PATCH", "/settings", json={"analysisModel": "openai/gpt-5-mini"})
    assert changed.json()["analysisModel"] == "openai/gpt-5-mini"
    await call_that_is_over(past)
    await ask(past)
    await run(past, reading)
    assert vendor.models == ["gpt-5-mini"]
    cleared = await past.account.send("PATCH", "/settings", json={"analysisModel": None})
    assert cleared.json()["analysisModel"] is None


async def test_without_a_key_it_is_skipped(past: Past, parts: Parts) -> None:
    await call_that_is_over(past)
    await ask(past)
    await run(past, parts)
    found = await analysis(past)
    assert (found["state"], found["reason"]) == ("skipped", "llm_not_configured")


async def test_a_call_on_which_nobody_spoke_is_skipped(past: Past, reading: Parts, vendor: StructuredServer) -> None:
    await call_that_is_over(past, JOURNAL[:4])
    await ask(past)
    await run(past, reading)
    assert (await analysis(past))["reason"] == "nothing_said"
    assert vendor.requests == []


async def test_what_was_analysed_is_not_analysed_again_unless_forced(
    past: Past, reading: Parts, vendor: StructuredServer
) -> None:
    await call_that_is_over(past)
    await ask(past)
    assert (await ask(past))[1]["state"] == "pending"
    await run(past, reading)
    status, found = await ask(past)
    assert (status, found["state"]) == (200, "completed")
    status, again = await ask(past, force=True)
    assert (status, again["state"], again["findings"]) == (202, "pending", ANSWER)
    await run(past, reading, request=1)  # The job of the first request comes late.
    assert len(vendor.requests) == 1
    await run(past, reading, request=2)
    assert len(vendor.requests) == 2
    assert len(await rows(past.account, "SELECT * FROM call_costs")) == 4
    jobs = await rows(past.account, "SELECT args FROM jobs.procrastinate_jobs WHERE task_name = 'calls.analyze'")
    assert [job["args"]["request"] for job in jobs] == [1, 2]


async def test_an_answer_that_does_not_fit_is_sent_back_once(
    past: Past, reading: Parts, vendor: StructuredServer
) -> None:
    vendor.replies = [Says(json.dumps(ANSWER | {"outcome": "a prize"})), GOOD]
    await call_that_is_over(past)
    await ask(past, model=MODEL)
    await run(past, reading)
    assert (await analysis(past))["state"] == "completed"
    assert "$.outcome" in vendor.requests[1]["messages"][3]["content"]
    costs = await rows(past.account, "SELECT quantity FROM call_costs ORDER BY cost_id")
    assert [row["quantity"] for row in costs] == [1_800, 300]


async def test_two_answers_that_do_not_fit_are_a_failure_and_are_charged(
    past: Past, reading: Parts, vendor: StructuredServer, listener: None
) -> None:
    vendor.replies = [Says("no JSON")]
    await call_that_is_over(past)
    await ask(past)
    await run(past, reading)
    found = await analysis(past)
    assert (found["state"], found["reason"], found["findings"]) == ("failed", "invalid_answer", None)
    assert len(vendor.requests) == 2
    assert len(await rows(past.account, "SELECT * FROM call_costs")) == 2
    assert await told(past.account) == []


async def test_a_refusal_is_a_failure(past: Past, reading: Parts, vendor: StructuredServer) -> None:
    vendor.replies = [Says("I will not.", stop="refusal")]
    await call_that_is_over(past)
    await ask(past)
    await run(past, reading)
    assert (await analysis(past))["reason"] == "refused"


@pytest.mark.parametrize(
    "said", [Says(json.dumps(ANSWER | {"outcome": "Ana Silva"})), Says("Ana Silva is private.", stop="refusal")]
)
async def test_what_was_said_is_not_written_into_the_log(
    past: Past, reading: Parts, vendor: StructuredServer, caplog: pytest.LogCaptureFixture, said: Says
) -> None:
    vendor.replies = [said]
    await call_that_is_over(past)
    await ask(past)
    await run(past, reading)
    assert (await analysis(past))["state"] == "failed"
    assert "the analysis of call_1 failed" in caplog.text
    assert "Ana Silva" not in caplog.text


async def test_what_is_found_in_a_call_that_is_forgotten_meanwhile_is_not_kept(
    past: Past, reading: Parts, vendor: StructuredServer, listener: None
) -> None:
    await past.call("call_1", minutes_ago=3 * 24 * 60, journal=JOURNAL)
    await past.account.send("PATCH", "/settings", json={"retention": {"transcriptsDays": 1}})
    await ask(past)
    vendor.before_answering = lambda: retain(reading)
    await run(past, reading)
    assert len(vendor.requests) == 1
    found = await analysis(past)
    assert (found["state"], found["reason"], found["findings"]) == ("skipped", "forgotten", None)
    assert await told(past.account) == []
    assert (await ask(past))[1]["state"] == "pending"
    await run(past, reading, request=2)
    assert (await analysis(past))["reason"] == "nothing_said"
    assert len(vendor.requests) == 1


async def test_a_vendor_that_is_down_is_tried_again_by_the_job_until_it_has_failed(
    past: Past, reading: Parts, vendor: StructuredServer
) -> None:
    vendor.replies = [Refuses(503)]
    await call_that_is_over(past)
    await ask(past)
    for _ in range(MAX_ATTEMPTS - 1):
        with pytest.raises(AnswerError):
            await run(past, reading)
        assert (await analysis(past))["state"] == "pending"
    await run(past, reading)
    found = await analysis(past)
    assert (found["state"], found["reason"]) == ("failed", "unavailable")
    assert len(vendor.requests) == MAX_ATTEMPTS
    assert (await ask(past))[1]["state"] == "pending"  # Asking again is a new request.


@pytest.mark.parametrize(
    ("error", "attempts", "reason"),
    [(ModuleNotFoundError("openai"), 1, "llm_not_configured"), (KeyError("defect"), MAX_ATTEMPTS, "internal_error")],
)
async def test_no_failure_leaves_an_analysis_pending(
    past: Past, reading: Parts, monkeypatch: pytest.MonkeyPatch, error: Exception, attempts: int, reason: str
) -> None:
    def opened(*_: object) -> None:
        raise error

    monkeypatch.setattr("talkif_api.calls.analyze.opened", opened)
    await call_that_is_over(past)
    await ask(past)
    for _ in range(attempts - 1):
        with pytest.raises(type(error)):
            await run(past, reading)
        assert (await analysis(past))["state"] == "pending"
    await run(past, reading)
    found = await analysis(past)
    assert (found["state"], found["reason"]) == ("failed", reason)


async def test_a_failure_does_not_take_away_what_was_found(
    past: Past, reading: Parts, vendor: StructuredServer
) -> None:
    vendor.replies = [GOOD, Refuses(400)]
    await call_that_is_over(past)
    await ask(past)
    await run(past, reading)
    await ask(past, force=True)
    await run(past, reading, request=2)
    found = await analysis(past)
    assert (found["state"], found["reason"], found["findings"]) == ("failed", "request_rejected", ANSWER)


async def test_a_call_that_goes_on_is_not_analysed(past: Past) -> None:
    await live_call(past)
    status, problem = await ask(past)
    assert (status, problem["code"]) == (409, "call_in_progress")


async def test_an_unknown_call_and_a_wrong_model_are_told(past: Past) -> None:
    status, problem = await ask(past, force=True)
    assert (status, problem["code"]) == (404, "call_not_found")
    status, problem = await ask(past, model="gpt-5")
    assert (status, problem["errors"][0]["field"]) == (400, "model")
