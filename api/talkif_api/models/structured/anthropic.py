"""Structured answers by Anthropic. https://platform.claude.com/docs/en/build-with-claude/structured-outputs"""

from __future__ import annotations

from typing import Final

import anthropic
from anthropic.types import MessageParam

from .contract import MAX_OUTPUT_TOKENS, Answer, AnswerError, Exchange, of_status, rejection

PROVIDER: Final = "anthropic"


class AnthropicStructuredLlm:
    def __init__(self, key: str, base_url: str | None, timeout_s: float) -> None:
        self._client = anthropic.AsyncAnthropic(api_key=key, base_url=base_url, timeout=timeout_s, max_retries=0)

    async def ask(self, model: str, exchange: Exchange) -> Answer:
        try:
            message = await self._client.messages.create(
                model=model,
                max_tokens=MAX_OUTPUT_TOKENS,
                system=exchange.system,
                messages=_messages(exchange),
                output_config={"format": {"type": "json_schema", "schema": exchange.schema}},
            )
        except anthropic.APITimeoutError as error:
            raise AnswerError(PROVIDER, "timeout", "no answer in time", retryable=True) from error
        except anthropic.APIStatusError as error:
            raise of_status(PROVIDER, error.status_code, error.message) from error
        except anthropic.AnthropicError as error:
            raise AnswerError(PROVIDER, "unavailable", str(error), retryable=True) from error
        if message.stop_reason == "refusal":
            raise AnswerError(PROVIDER, "refused", "the model refused", retryable=False)
        if message.stop_reason in ("max_tokens", "model_context_window_exceeded"):
            raise AnswerError(PROVIDER, "truncated", "the answer was longer than allowed", retryable=False)
        text = "".join(block.text for block in message.content if block.type == "text")
        # Nothing here asks for a cache, which Anthropic keeps only on request.
        return Answer(text, message.usage.input_tokens, message.usage.output_tokens)

    async def close(self) -> None:
        await self._client.close()


def _messages(exchange: Exchange) -> list[MessageParam]:
    messages: list[MessageParam] = [{"role": "user", "content": exchange.message}]
    if exchange.rejected is not None:
        answer, problem = exchange.rejected
        messages += [{"role": "assistant", "content": answer}, {"role": "user", "content": rejection(problem)}]
    return messages
