"""Which model is taken, and that all vendors keep the one contract, over their own wire and their own SDK."""

from __future__ import annotations

from typing import get_args

import pytest

from talkif_api.models.structured.choice import Named, cheapest, choose, opened
from talkif_api.models.structured.contract import Answer, AnswerError, Exchange
from talkif_compiler.catalogue import vendor
from tests.vendors.structured_server import KEY, Hangs, Refuses, Reply, Says, StructuredServer, Vendor

TODAY = "2026-11-30"
SCHEMA = {
    "type": "object",
    "properties": {"summary": {"type": "string"}},
    "required": ["summary"],
    "additionalProperties": False,
}
EXCHANGE = Exchange("You analyse calls.", '{"transcript": []}', SCHEMA)

VENDORS = pytest.mark.parametrize("name", get_args(Vendor))


async def ask(name: Vendor, port: int, *replies: Reply, exchange: Exchange = EXCHANGE, key: str = KEY) -> Answer:
    return (await asked(name, port, *replies, exchange=exchange, key=key))[0]


async def asked(
    name: Vendor, port: int, *replies: Reply, exchange: Exchange = EXCHANGE, key: str = KEY, timeout_s: float = 10
) -> tuple[Answer, StructuredServer]:
    server = StructuredServer(name, list(replies))
    async with server.running(port) as url, opened(name, key, url, timeout_s) as llm:
        return await llm.ask("some-model", exchange), server


async def failure(name: Vendor, port: int, reply: Reply, *, key: str = KEY, timeout_s: float = 10) -> tuple[str, bool]:
    with pytest.raises(AnswerError) as caught:
        await asked(name, port, reply, key=key, timeout_s=timeout_s)
    return caught.value.code, caught.value.retryable


@VENDORS
async def test_an_answer_is_text_and_tokens(name: Vendor, free_port: int) -> None:
    answer, server = await asked(name, free_port, Says('{"summary": "x"}', tokens=(700, 90)))
    assert answer == Answer('{"summary": "x"}', 700, 90)
    assert server.models == ["some-model"]


@VENDORS
async def test_input_that_the_vendor_had_kept_is_told_apart(name: Vendor, free_port: int) -> None:
    answer, _ = await asked(name, free_port, Says("{}", tokens=(700, 90), cached_tokens=512))
    assert (answer.input_tokens, answer.cached_tokens) == (700, 0 if name == "anthropic" else 512)


@VENDORS
async def test_an_answer_that_did_not_fit_goes_back_with_what_is_wrong(name: Vendor, free_port: int) -> None:
    again = Exchange(EXCHANGE.system, EXCHANGE.message, SCHEMA, ("{}", "$.summary is missing"))
    _, server = await asked(name, free_port, Says("{}"), exchange=again)
    sent = str(server.requests[0])
    assert "$.summary is missing" in sent
    roles = [turn["role"] for turn in server.requests[0].get("contents", server.requests[0].get("messages"))]
    assert roles[-3:] == ["user", "model" if name == "google" else "assistant", "user"]


@VENDORS
async def test_a_wrong_key_is_told_and_not_tried_again(name: Vendor, free_port: int) -> None:
    assert await failure(name, free_port, Says("{}"), key="wrong") == ("auth", False)


@VENDORS
@pytest.mark.parametrize(
    ("reply", "code", "retryable"),
    [
        (Refuses(429), "rate_limited", True),
        (Refuses(503), "unavailable", True),
        (Refuses(502, "<html>bad gateway</html>"), "unavailable", True),
        (Refuses(400), "request_rejected", False),
        (Says("half", stop="length"), "truncated", False),
        (Says("no", stop="content_filter"), "refused", False),
        (Says("I will not.", stop="refusal"), "refused", False),
    ],
)
async def test_failures_have_the_same_codes_everywhere(
    name: Vendor, free_port: int, reply: Reply, code: str, retryable: bool
) -> None:
    assert await failure(name, free_port, reply) == (code, retryable)


@VENDORS
async def test_a_vendor_that_does_not_answer_is_not_waited_for(name: Vendor, free_port: int) -> None:
    assert await failure(name, free_port, Hangs(), timeout_s=0.3) == ("timeout", True)


@VENDORS
async def test_a_vendor_that_is_not_there_is_unavailable(name: Vendor, free_port: int) -> None:
    with pytest.raises(AnswerError) as caught:
        async with opened(name, KEY, f"http://127.0.0.1:{free_port}", 5) as llm:
            await llm.ask("some-model", EXCHANGE)
    assert (caught.value.code, caught.value.retryable) == ("unavailable", True)


def test_what_is_asked_for_is_taken_when_there_is_a_key() -> None:
    assert choose("anthropic/claude-x", {"anthropic": "k"}, {}, TODAY) == Named("anthropic", "claude-x")
    assert choose("anthropic/claude-x", {"openai": "k"}, {}, TODAY) is None


def test_azure_needs_the_address_of_the_resource() -> None:
    assert choose("azure/mine", {"azure": "k"}, {}, TODAY) is None
    assert choose("azure/mine", {"azure": "k"}, {"azure": "https://a.example"}, TODAY) == Named("azure", "mine")
    assert choose(None, {"azure": "k"}, {"azure": "https://a.example"}, TODAY) is None


def test_without_a_wish_the_first_vendor_with_a_key_reads_with_a_cheap_model() -> None:
    both = choose(None, {"google": "k", "anthropic": "k"}, {}, TODAY)
    assert both is not None
    assert both.provider == "anthropic"
    assert choose(None, {}, {}, TODAY) is None
    assert choose(None, {"deepgram": "k"}, {}, TODAY) is None


@pytest.mark.parametrize("name", ["openai", "anthropic", "google"])
def test_the_cheap_model_can_answer_in_a_form_and_is_not_retired(name: str) -> None:
    found, listed = cheapest(name, TODAY), vendor("llm", name)
    assert found is not None
    assert listed is not None
    model = listed.models[found]
    assert model.structured_output
    assert model.retires_on is None or model.retires_on > TODAY
    assert all(
        10 * (other.usd_per_million_in or 0) + (other.usd_per_million_out or 0)
        >= 10 * (model.usd_per_million_in or 0) + (model.usd_per_million_out or 0)
        for other in listed.models.values()
        if other.structured_output and other.usd_per_million_in and "preview" not in other.id and not other.retires_on
    )
