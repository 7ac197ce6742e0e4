"""Templates by a language model on loopback, through the vendors' own SDKs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from typing import Any, LiteralString, get_args

import pytest

from talkif_api.kit import idempotency
from talkif_api.settings import Settings
from talkif_api.templates.generating import generate
from talkif_schemas.errors import TalkifError
from talkif_schemas.resources.templates import TemplateGenerate
from tests.api.conftest import Account, owner
from tests.vendors.structured_server import KEY, Hangs, Refuses, Reply, Says, StructuredServer, Vendor

WISH = TemplateGenerate(description="A friendly appointment reminder that checks VIP status")
CONTENT = 'Greet {{default contact.firstName "them"}}. {{#if vip}}They are a VIP.{{/if}}'
TODAY = date(2026, 11, 30)


def said(content: str) -> Says:
    return Says(json.dumps({"name": "Appointment reminder", "content": content}))


@pytest.fixture
def vendor() -> StructuredServer:
    return StructuredServer("openai", [said(CONTENT)])


@pytest.fixture
def settings(settings: Settings, free_port: int) -> Settings:
    urls = {"openai": f"http://127.0.0.1:{free_port}/v1"}
    return replace(settings, vendor_keys={"openai": KEY}, vendor_urls=urls)


@pytest.fixture
async def asked(vendor: StructuredServer, free_port: int) -> AsyncIterator[StructuredServer]:
    async with vendor.running(free_port):
        yield vendor


async def post(account: Account, **body: Any) -> tuple[int, dict[str, Any]]:
    answer = await account.post("/prompt-templates/generate", {"description": WISH.description, **body})
    return answer.status_code, answer.json()


async def test_a_draft_is_written_and_nothing_is_stored(account: Account, asked: StructuredServer) -> None:
    assert await post(account, tone="warm", variables=["vip"]) == (
        200,
        {
            "name": "Appointment reminder",
            "content": CONTENT,
            "variables": ["contact.firstName", "vip"],
            "model": "openai/gpt-5.4-mini",
            "warnings": [],
        },
    )
    (sent,) = asked.requests
    assert json.loads(sent["messages"][1]["content"])["tone"] == "warm"
    assert (await account.get("/prompt-templates")).json()["meta"]["total"] == 0


async def test_a_draft_can_be_made_a_template(account: Account, asked: StructuredServer) -> None:
    _, draft = await post(account)
    body = {"name": draft["name"], "content": draft["content"]}
    assert (await account.post("/prompt-templates", body)).status_code == 201


async def test_the_model_learns_its_mistakes_and_repairs_them(account: Account, asked: StructuredServer) -> None:
    asked.replies = [said("{{shout x}}"), said("Call {{upper x}}.")]
    status, draft = await post(account)
    assert (status, draft["content"]) == (200, "Call {{upper x}}.")
    assert "there is no helper `shout`" in asked.requests[1]["messages"][3]["content"]


async def test_a_model_that_does_not_learn_fails(account: Account, asked: StructuredServer) -> None:
    asked.replies = [said("{{shout x}}")]
    status, problem = await post(account)
    assert (status, problem["code"], len(asked.requests)) == (503, "generation_failed", 2)


async def test_the_model_knows_the_accounts_fields(account: Account, asked: StructuredServer) -> None:
    await account.post("/contact-fields", {"key": "plan", "label": "Plan", "type": "string"})
    await post(account)
    assert "contact.customFields.plan" in asked.requests[0]["messages"][0]["content"]


@pytest.mark.parametrize(
    ("reply", "status", "code"),
    [
        (Refuses(401), 503, "vendor_unreachable"),
        (Refuses(429), 503, "vendor_rate_limited"),
        (Refuses(500, "<html>"), 503, "vendor_unreachable"),
        (Refuses(400), 409, "vendor_refused"),
        (Says("I cannot.", stop="refusal"), 409, "vendor_refused"),
        (Says("{", stop="length"), 409, "vendor_refused"),
    ],
)
async def test_why_nothing_is_written(
    account: Account, asked: StructuredServer, reply: Reply, status: int, code: str
) -> None:
    asked.replies = [reply]
    found, problem = await post(account)
    assert (found, problem["code"]) == (status, code)
    assert KEY not in str(problem)


async def test_a_model_that_takes_too_long_is_given_up(asked: StructuredServer, settings: Settings) -> None:
    asked.replies = [Hangs()]
    with pytest.raises(TalkifError) as caught:
        await generate(WISH, [], settings.vendor_keys, settings.vendor_urls, TODAY, timeout_s=0.3)
    assert caught.value.code == "vendor_unreachable"


@pytest.mark.parametrize("name", get_args(Vendor))
async def test_every_vendor_writes(name: Vendor, free_port: int) -> None:
    vendor = StructuredServer(name, [said(CONTENT)])
    wanted = WISH.model_copy(update={"model": f"{name}/some-model"})
    async with vendor.running(free_port) as url:
        draft = await generate(wanted, [], {name: KEY}, {name: url}, TODAY)
    assert (draft.content, draft.model, vendor.models) == (CONTENT, f"{name}/some-model", ["some-model"])


async def test_without_a_key_nothing_is_asked() -> None:
    for model in (None, "anthropic/claude-haiku-4-5"):
        with pytest.raises(TalkifError) as caught:
            await generate(WISH.model_copy(update={"model": model}), [], {}, {}, TODAY)
        assert caught.value.code == "llm_not_configured"


async def test_writing_is_in_the_audit_log_and_needs_its_scope(account: Account, asked: StructuredServer) -> None:
    reader = await account.with_key(scopes=["templates:read"])
    assert (await post(reader))[0] == 403
    assert asked.requests == []
    await post(account)
    async with owner(account.dsn) as connection:
        cursor = await connection.execute(
            "SELECT action, fields FROM audit_log WHERE account_id = %s", (account.account_id,)
        )
        assert await cursor.fetchall() == [{"action": "generatePromptTemplate", "fields": ["description"]}]


async def test_a_repeated_key_costs_nothing(account: Account, asked: StructuredServer) -> None:
    body, once = {"description": WISH.description}, {"Idempotency-Key": "draft-1"}
    first = await account.post("/prompt-templates/generate", body, headers=once)
    second = await account.post("/prompt-templates/generate", body, headers=once)
    assert (first.status_code, second.headers["Idempotency-Replayed"]) == (200, "true")
    assert second.json() == first.json()
    assert len(asked.requests) == 1


async def test_requests_at_the_same_time_ask_the_vendor_once(account: Account, asked: StructuredServer) -> None:
    body, once = {"description": WISH.description}, {"Idempotency-Key": "draft-1"}
    answers = await asyncio.gather(*(account.post("/prompt-templates/generate", body, headers=once) for _ in range(4)))
    assert [answer.status_code for answer in answers] == [200] * 4
    assert all(answer.json() == answers[0].json() for answer in answers)
    assert sum("Idempotency-Replayed" in answer.headers for answer in answers) == 3
    assert len(asked.requests) == 1


async def test_a_draft_that_failed_may_be_asked_for_again(account: Account, asked: StructuredServer) -> None:
    body, once = {"description": WISH.description}, {"Idempotency-Key": "draft-1"}
    asked.replies = [Refuses(429), said(CONTENT)]
    assert (await account.post("/prompt-templates/generate", body, headers=once)).status_code == 503
    assert (await account.post("/prompt-templates/generate", body, headers=once)).status_code == 200


async def set_key(account: Account, assignments: LiteralString) -> None:
    async with owner(account.dsn) as connection:
        await connection.execute(f"UPDATE idempotency_keys SET {assignments}")


async def test_a_key_that_a_dead_process_holds_is_taken_over(account: Account, asked: StructuredServer) -> None:
    body, once = {"description": WISH.description}, {"Idempotency-Key": "draft-1"}
    await account.post("/prompt-templates/generate", body, headers=once)
    await set_key(account, "status = NULL, response = NULL, created_at = now() - interval '1 hour'")
    again = await account.post("/prompt-templates/generate", body, headers=once)
    assert (again.status_code, "Idempotency-Replayed" in again.headers) == (200, False)
    assert len(asked.requests) == 2


async def test_who_waits_for_another_too_long_is_sent_away(
    account: Account, asked: StructuredServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idempotency, "_LOOK_EVERY_S", 0)
    body, once = {"description": WISH.description}, {"Idempotency-Key": "draft-1"}
    await account.post("/prompt-templates/generate", body, headers=once)
    await set_key(account, "status = NULL, response = NULL, created_at = now() + interval '1 hour'")
    refused = await account.post("/prompt-templates/generate", body, headers=once)
    assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
    other = await account.post("/prompt-templates/generate", {"description": "Another"}, headers=once)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    assert len(asked.requests) == 1
