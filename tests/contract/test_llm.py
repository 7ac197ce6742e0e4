"""What every language model promises, asked of each of them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from types import SimpleNamespace

import orjson
import pytest

from talkif_runtime.providers.contract import (
    Llm,
    LlmDelta,
    LlmRequest,
    Message,
    Option,
    OptionTaken,
    ProviderError,
    TextDelta,
    ToolCall,
    ToolSchema,
    Usage,
)
from talkif_runtime.providers.llm.offline import OfflineLlm
from talkif_runtime.providers.llm.openai import OpenAiLlm
from talkif_runtime.providers.scripted import Answer, ScriptedLlm
from tests.contract.sinks import nothing_left_behind
from tests.vendors.openai_server import Call, OpenAiServer

REQUEST = LlmRequest(
    system="You help with orders.",
    messages=(Message("user", "I want to cancel my order, please."),),
    options=(Option("cancel", "The caller wants to cancel"), Option("bye", "The caller is satisfied")),
    examples=(("Do you ship abroad?", "Yes, to all of Europe."),),
)
QUESTION = replace(REQUEST, messages=(Message("user", "Do you ship abroad?"),))
CHOICE = Call("choose_next", '{"option": "cancel", "reason": "said so"}')


def answers(choose: bool) -> dict[str, object]:
    return {"says": "", "calls": (CHOICE,)} if choose else {"says": "Yes, to all of Europe."}


@asynccontextmanager
async def scripted(*, choose: bool) -> AsyncIterator[Llm]:
    yield ScriptedLlm([Answer(choose="cancel") if choose else Answer(says="Yes, to all of Europe.")])


@asynccontextmanager
async def offline(*, choose: bool) -> AsyncIterator[Llm]:
    yield OfflineLlm()


@asynccontextmanager
async def openai(*, choose: bool = False, **behaviour: object) -> AsyncIterator[Llm]:
    async with OpenAiServer(**(answers(choose) | behaviour)) as server:  # type: ignore[arg-type]
        llm = OpenAiLlm("key", base_url=server.url, connect_timeout_s=0.2, idle_timeout_s=0.2)
        yield llm
        await llm.close()
        await server.until(lambda: server.connections == 0)


EVERY = pytest.mark.parametrize("make", [scripted, offline, openai])


async def _collect(llm: Llm, request: LlmRequest) -> list[LlmDelta]:
    return [delta async for delta in llm.stream(request)]


@EVERY
async def test_an_answer_is_text_and_then_usage(make):
    async with nothing_left_behind(), make(choose=False) as llm:
        deltas = await _collect(llm, QUESTION)
        assert "".join(delta.text for delta in deltas if isinstance(delta, TextDelta)) == "Yes, to all of Europe."
        assert isinstance(deltas[-1], Usage)
        assert 0 <= deltas[-1].cached_tokens <= deltas[-1].prompt_tokens


@EVERY
@pytest.mark.parametrize("speak", [True, False])
async def test_a_choice_names_one_of_the_options(make, speak):
    async with nothing_left_behind(), make(choose=True) as llm:
        deltas = await _collect(llm, replace(REQUEST, speak=speak))
        taken = [delta for delta in deltas if isinstance(delta, OptionTaken)]
        assert [choice.id for choice in taken] == ["cancel"]
        assert taken[0].reason


@EVERY
async def test_closing_twice_does_no_harm(make):
    async with nothing_left_behind(), make(choose=False) as llm:
        await _collect(llm, QUESTION)
        await llm.close()
        await llm.close()


async def test_openai_tool_calls_come_out_whole_and_apart_from_the_choice():
    calls = (Call("find_order", '{"id": "123456"}', id="call_7"), CHOICE)
    request = replace(REQUEST, tools=(ToolSchema("find_order", "Finds an order.", {"type": "object"}),))
    async with openai(says="One moment.", calls=calls, finish_reason="tool_calls") as llm:
        deltas = await _collect(llm, request)
        assert [delta for delta in deltas if isinstance(delta, ToolCall)] == [
            ToolCall("call_7", "find_order", '{"id": "123456"}')
        ]
        assert [delta for delta in deltas if isinstance(delta, OptionTaken)] == [OptionTaken("cancel", "said so", None)]


async def test_openai_stays_by_saying_so_when_it_may_not_speak():
    async with openai(says="", calls=(Call("choose_next", '{"option": "stay", "reason": ""}'),)) as llm:
        deltas = await _collect(llm, replace(REQUEST, speak=False))
        assert not any(isinstance(delta, OptionTaken) for delta in deltas)


@pytest.mark.parametrize("arguments", ['{"option": "nowhere", "reason": ""}', '{"option": "can', "[]"])
async def test_openai_chooses_what_nobody_offered(arguments):
    async with nothing_left_behind(), openai(says="", calls=(Call("choose_next", arguments),)) as llm:
        with pytest.raises(ProviderError) as caught:
            await _collect(llm, REQUEST)
        assert caught.value.code == "protocol"


@pytest.mark.parametrize(
    ("status", "error_code", "code", "retryable"),
    [
        (401, "invalid_api_key", "auth", False),
        (429, "rate_limit_exceeded", "rate_limited", True),
        (429, "insufficient_quota", "refused", False),
        (400, "context_length_exceeded", "refused", False),
        (500, "server_error", "unavailable", True),
    ],
)
async def test_openai_refuses(status, error_code, code, retryable):
    async with nothing_left_behind(), openai(refuse_status=status, error_code=error_code) as llm:
        with pytest.raises(ProviderError) as caught:
            await _collect(llm, REQUEST)
        assert (caught.value.code, caught.value.retryable) == (code, retryable)
        assert error_code in caught.value.detail


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("no_answer", "timeout"),
        ("stall", "timeout"),
        ("garbage", "protocol"),
        ("wrong_shape", "protocol"),
        ("drop", "dropped"),
        ("cut", "dropped"),
        ("error_event", "unavailable"),
    ],
)
async def test_openai_fails(fault, code):
    async with nothing_left_behind(), openai(fault=fault) as llm:
        with pytest.raises(ProviderError) as caught:
            await _collect(llm, REQUEST)
        assert (caught.value.code, caught.value.retryable) == (code, True)


async def test_openai_text_before_a_failure_has_been_delivered():
    async with openai(fault="drop") as llm:
        stream = llm.stream(REQUEST)
        assert await anext(stream) == TextDelta("Yes,")
        with pytest.raises(ProviderError):
            await anext(stream)


async def test_openai_content_filter():
    async with openai(finish_reason="content_filter") as llm:
        with pytest.raises(ProviderError) as caught:
            await _collect(llm, QUESTION)
        assert (caught.value.code, caught.value.retryable) == ("refused", False)


async def test_openai_is_not_there():
    async with OpenAiServer() as server:
        gone = server.url
    llm = OpenAiLlm("key", base_url=gone)
    with pytest.raises(ProviderError) as caught:
        await _collect(llm, REQUEST)
    assert (caught.value.code, caught.value.retryable) == ("unavailable", True)
    await llm.close()


async def test_openai_cancelling_the_reader_ends_the_request():
    async with nothing_left_behind(), OpenAiServer(fault="stall") as server:
        llm = OpenAiLlm("key", base_url=server.url)
        reading = asyncio.ensure_future(_collect(llm, REQUEST))
        await server.until(lambda: len(server.requests) == 1)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        await server.until(lambda: server.connections == 0)
        await llm.close()


async def test_openai_one_connection_serves_all_keys():
    async with OpenAiServer() as server:
        llm = OpenAiLlm("first", base_url=server.url)
        await _collect(llm, QUESTION)
        for key in ("second", "third"):
            await _collect(llm.with_key(key), QUESTION)
        assert server.authorizations == ["Bearer first", "Bearer second", "Bearer third"]
        assert (server.connected, server.connections) == (1, 1)
        await llm.close()


async def test_openai_a_connection_outlives_the_pause_between_turns(monkeypatch):
    async with OpenAiServer() as server:
        llm = OpenAiLlm("key", base_url=server.url)
        await _collect(llm, QUESTION)
        later = SimpleNamespace(monotonic=lambda: time.monotonic() + 30)
        monkeypatch.setattr("httpcore2._async.http11.time", later)
        await _collect(llm, QUESTION)
        assert server.connected == 1
        await llm.close()


async def test_openai_is_asked_for_what_the_request_says():
    request = replace(
        REQUEST,
        messages=(
            Message("user", "Cancel it."),
            Message("assistant", "", tool_calls=(("call_1", "find_order", '{"id":"1"}'),)),
            Message("tool", '{"status":"open"}', tool_call_id="call_1"),
        ),
        tools=(ToolSchema("find_order", "Finds an order.", {"type": "object", "properties": {}}),),
        model="gpt-5-mini",
        speak=False,
        extra={"temperature": 0.2},
    )
    async with OpenAiServer(says="", calls=(CHOICE,)) as server:
        llm = OpenAiLlm("key", base_url=server.url)
        deltas = await _collect(llm, request)
        await llm.close()
    counted = deltas[-1]
    assert isinstance(counted, Usage)
    assert (counted.prompt_tokens, counted.cached_tokens) == (12, 8)
    sent = server.requests[0]
    assert sent["model"] == "gpt-5-mini"
    assert sent["temperature"] == 0.2
    assert [message["role"] for message in sent["messages"]] == ["system", "user", "assistant", "tool"]
    assert "Yes, to all of Europe." in sent["messages"][0]["content"]
    assert sent["messages"][3]["tool_call_id"] == "call_1"
    assert [tool["function"]["name"] for tool in sent["tools"]] == ["find_order", "choose_next"]
    assert sent["tools"][1]["function"]["parameters"]["properties"]["option"]["enum"] == ["cancel", "bye", "stay"]
    assert sent["tool_choice"]["function"]["name"] == "choose_next"
    assert orjson.dumps(sent["stream_options"]) == b'{"include_usage":true}'
