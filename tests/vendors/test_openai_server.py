"""The vendor's own SDK as the judge of the loopback server, and of what our adapter makes of the same traffic."""

from __future__ import annotations

import openai

from talkif_runtime.providers.contract import LlmRequest, Message, Option, TextDelta, ToolCall, ToolSchema, Usage
from talkif_runtime.providers.llm.openai import OpenAiLlm
from talkif_runtime.providers.llm.openai_messages import body
from tests.vendors.openai_server import Call, OpenAiServer

REQUEST = LlmRequest(
    system="You help with orders.",
    messages=(Message("user", "Where is it?"),),
    tools=(ToolSchema("find_order", "Finds an order.", {"type": "object", "properties": {}}),),
    options=(Option("bye", "The caller is satisfied"),),
)


async def test_the_sdk_and_our_adapter_read_the_same_answer():
    call = Call("find_order", '{"id": "123456"}')
    async with OpenAiServer(says="One moment, please.", calls=(call,), finish_reason="tool_calls") as server:
        async with openai.AsyncOpenAI(api_key="key", base_url=server.url) as client:
            text, arguments, usage = "", "", None
            async for chunk in await client.chat.completions.create(**body(REQUEST)):
                usage = chunk.usage or usage
                for choice in chunk.choices:
                    text += choice.delta.content or ""
                    for piece in choice.delta.tool_calls or ():
                        arguments += (piece.function and piece.function.arguments) or ""
        llm = OpenAiLlm("key", base_url=server.url)
        deltas = [delta async for delta in llm.stream(REQUEST)]
        await llm.close()
        assert server.requests[0] == server.requests[1]
    assert "".join(delta.text for delta in deltas if isinstance(delta, TextDelta)) == text == "One moment, please."
    assert ToolCall("call_1", "find_order", arguments) in deltas
    assert usage is not None
    assert usage.prompt_tokens_details is not None
    cached_tokens = usage.prompt_tokens_details.cached_tokens
    assert cached_tokens
    assert Usage(usage.prompt_tokens, usage.completion_tokens, cached_tokens) in deltas
