"""Who asks on a call not to be called any more is listed."""

from __future__ import annotations

from typing import Any

import pytest

from talkif_api.dnc.opt_outs import add_opt_outs_of_call
from talkif_api.kit.jobs import Parts
from talkif_schemas.events import CallEnded, DncRequested, Event
from tests.api.calls.conftest import (
    Past,
    past,  # noqa: F401 - calls of an account
)
from tests.api.dnc.test_routes import subscribe, told

NUMBER = "+14155550100"
END = CallEnded(at_ms=900, reason="bot_ended", outcome=None, disposition=None, outputs={})


def asked(number: str = NUMBER, reason: str = "pressed 9") -> DncRequested:
    return DncRequested(at_ms=500, node="stop", number=number, reason=reason)


async def follow_up(past: Past, parts: Parts, *journal: Event, call_id: str = "call_1") -> int:  # noqa: F811
    await past.call(call_id, journal=(*journal, END))
    return await again(past, parts, call_id)


async def again(past: Past, parts: Parts, call_id: str = "call_1") -> int:  # noqa: F811
    async with parts.database.transaction(past.account.account_id) as tx:
        return await add_opt_outs_of_call(tx, past.account.account_id, call_id)


async def entries(past: Past) -> list[dict[str, Any]]:  # noqa: F811
    return list((await past.account.get("/dnc")).json()["entries"])


async def test_an_opt_out_lists_the_number_with_its_call(past: Past, parts: Parts) -> None:  # noqa: F811
    await subscribe(past.account)
    assert await follow_up(past, parts, asked(), asked(reason="and said so")) == 1
    (entry,) = await entries(past)
    assert (entry["phoneNumber"], entry["reason"], entry["source"]) == (NUMBER, "opt_out_on_call", "call")
    done = (await past.account.get("/audit-log", params={"actor": f"call:{entry['callId']}"})).json()["entries"]
    assert [(act["action"], act["target"]) for act in done] == [("addDncEntry", entry["id"])]
    assert (entry["callId"], entry["note"], entry["expiresAt"]) == ("call_1", "pressed 9", None)
    assert await told(past.account) == [("dnc.added", NUMBER)]


async def test_following_up_twice_lists_once(past: Past, parts: Parts) -> None:  # noqa: F811
    await subscribe(past.account)
    await follow_up(past, parts, asked())
    assert await again(past, parts) == 0
    assert len(await entries(past)) == 1
    assert len(await told(past.account)) == 1


async def test_a_call_without_an_opt_out_lists_nobody(past: Past, parts: Parts) -> None:  # noqa: F811
    assert await follow_up(past, parts) == 0
    assert await entries(past) == []


@pytest.mark.parametrize("number", ["", "anonymous", "sip:desk@example.com"])
async def test_a_caller_without_a_number_is_not_listed(
    past: Past,  # noqa: F811
    parts: Parts,
    caplog: pytest.LogCaptureFixture,
    number: str,
) -> None:
    assert await follow_up(past, parts, asked(number)) == 0
    assert await entries(past) == []
    assert "call_1 cannot be listed" in caplog.text


async def test_an_opt_out_outlasts_an_entry_that_would_end(past: Past, parts: Parts) -> None:  # noqa: F811
    body = {"phoneNumber": NUMBER, "reason": "complaint", "expiresAt": "2090-01-01T00:00:00Z"}
    await past.account.post("/dnc", body)
    assert await follow_up(past, parts, asked()) == 0
    (entry,) = await entries(past)
    assert (entry["reason"], entry["expiresAt"]) == ("complaint", None)


async def test_a_long_reason_is_cut(past: Past, parts: Parts) -> None:  # noqa: F811
    await follow_up(past, parts, asked(reason="x" * 500))
    assert [entry["note"] for entry in await entries(past)] == ["x" * 200]
