"""Structured answers by OpenAI, and by Azure OpenAI and Grok, which speak the same protocol.

https://developers.openai.com/api/docs/guides/structured-outputs · https://docs.x.ai/docs/guides/structured-outputs
https://learn.microsoft.com/azure/ai-foundry/openai/how-to/structured-outputs
"""

from __future__ import annotations

from typing import Final

import openai
from openai.types import CompletionUsage
from openai.types.chat import ChatCompletionMessageParam

from .contract import (
    MAX_OUTPUT_TOKENS,
    SCHEMA_NAME,
    Answer,
    AnswerError,
    Exchange,
    of_status,
    rejection,
)

GROK_URL: Final = "https://api.x.ai/v1"
#: The newest version that is generally available and takes `json_schema`.
_AZURE_VERSION: Final = "2024-10-21"


class OpenAiStructuredLlm:
    def __init__(self, provider: str, client: openai.AsyncOpenAI) -> None:
        self._provider = provider
        self._client = client

    async def ask(self, model: str, exchange: Exchange) -> Answer:
        try:
            completion = await self._client.chat.completions.create(
                model=model,
                messages=_messages(exchange),
                max_completion_tokens=MAX_OUTPUT_TOKENS,
                response_format={
                    "type": "json_schema",
                    "json_schema": {"name": SCHEMA_NAME, "strict": True, "schema": exchange.schema},
                },
            )
        except openai.APITimeoutError as error:
            raise self._error("timeout", "no answer in time", retryable=True) from error
        except openai.APIStatusError as error:
            if error.code == "insufficient_quota":
                raise self._error("auth", error.message, retryable=False) from error
            raise of_status(self._provider, error.status_code, error.message) from error
        except openai.OpenAIError as error:
            raise self._error("unavailable", str(error), retryable=True) from error
        if not completion.choices:
            raise self._error("unavailable", "an answer without a choice", retryable=True)
        choice = completion.choices[0]
        if choice.finish_reason == "content_filter":
            raise self._error("refused", "content filter", retryable=False)
        if choice.message.refusal:
            raise self._error("refused", "the model refused", retryable=False)
        if choice.finish_reason == "length":
            raise self._error("truncated", "the answer was longer than allowed", retryable=False)
        return _read(choice.message.content or "", completion.usage)

    async def close(self) -> None:
        await self._client.close()

    def _error(self, code: str, detail: str, *, retryable: bool) -> AnswerError:
        return AnswerError(self._provider, code, detail, retryable=retryable)  # type: ignore[arg-type]


def _read(text: str, usage: CompletionUsage | None) -> Answer:
    if usage is None:
        return Answer(text, 0, 0)
    details = usage.prompt_tokens_details
    cached_tokens = details.cached_tokens if details is not None else None
    return Answer(text, usage.prompt_tokens, usage.completion_tokens, cached_tokens or 0)


def _messages(exchange: Exchange) -> list[ChatCompletionMessageParam]:
    messages: list[ChatCompletionMessageParam] = [
        {"role": "system", "content": exchange.system},
        {"role": "user", "content": exchange.message},
    ]
    if exchange.rejected is not None:
        answer, problem = exchange.rejected
        messages += [{"role": "assistant", "content": answer}, {"role": "user", "content": rejection(problem)}]
    return messages


def openai_llm(key: str, base_url: str | None, timeout_s: float) -> OpenAiStructuredLlm:
    return OpenAiStructuredLlm(
        "openai", openai.AsyncOpenAI(api_key=key, base_url=base_url, timeout=timeout_s, max_retries=0)
    )


def grok_llm(key: str, base_url: str | None, timeout_s: float) -> OpenAiStructuredLlm:
    client = openai.AsyncOpenAI(api_key=key, base_url=base_url or GROK_URL, timeout=timeout_s, max_retries=0)
    return OpenAiStructuredLlm("grok", client)


def azure_llm(key: str, base_url: str, timeout_s: float) -> OpenAiStructuredLlm:
    """`base_url`: the resource's own address. The models' names are those of its deployments."""
    client = openai.AsyncAzureOpenAI(
        api_key=key, azure_endpoint=base_url, api_version=_AZURE_VERSION, timeout=timeout_s, max_retries=0
    )
    return OpenAiStructuredLlm("azure", client)
