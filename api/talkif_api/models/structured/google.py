"""Structured answers by Google's Gemini. https://ai.google.dev/gemini-api/docs/structured-output"""

from __future__ import annotations

import asyncio
from typing import Final

import httpx
from google import genai
from google.genai import errors, types

from .contract import MAX_OUTPUT_TOKENS, Answer, AnswerError, Exchange, of_status, rejection

PROVIDER: Final = "google"


class GoogleStructuredLlm:
    def __init__(self, key: str, base_url: str | None, timeout_s: float) -> None:
        self._timeout_s = timeout_s
        # Its own choice of client depends on what else is installed.
        self._http = httpx.AsyncClient(timeout=timeout_s)
        options = types.HttpOptions(
            base_url=base_url,
            timeout=round(timeout_s * 1000),
            retry_options=types.HttpRetryOptions(attempts=1),
            httpx_async_client=self._http,
        )
        self._client = genai.Client(api_key=key, vertexai=False, http_options=options)

    async def ask(self, model: str, exchange: Exchange) -> Answer:
        config = types.GenerateContentConfig(
            system_instruction=exchange.system,
            max_output_tokens=MAX_OUTPUT_TOKENS,
            response_mime_type="application/json",
            response_json_schema=exchange.schema,
        )
        try:
            async with asyncio.timeout(self._timeout_s):
                response = await self._client.aio.models.generate_content(
                    model=model, contents=_contents(exchange), config=config
                )
        except (TimeoutError, httpx.TimeoutException) as error:
            raise AnswerError(PROVIDER, "timeout", "no answer in time", retryable=True) from error
        except errors.APIError as error:
            raise of_status(PROVIDER, error.code, error.message or "") from error
        except (httpx.HTTPError, errors.UnknownApiResponseError) as error:
            raise AnswerError(PROVIDER, "unavailable", str(error), retryable=True) from error
        return _read(response)

    async def close(self) -> None:
        await self._client.aio.aclose()
        await self._http.aclose()


def _contents(exchange: Exchange) -> list[types.Content]:
    contents = [types.Content(role="user", parts=[types.Part(text=exchange.message)])]
    if exchange.rejected is not None:
        answer, problem = exchange.rejected
        contents.append(types.Content(role="model", parts=[types.Part(text=answer)]))
        contents.append(types.Content(role="user", parts=[types.Part(text=rejection(problem))]))
    return contents


def _read(response: types.GenerateContentResponse) -> Answer:
    if not response.candidates:
        raise AnswerError(PROVIDER, "refused", "the prompt was blocked", retryable=False)
    candidate = response.candidates[0]
    if candidate.finish_reason == types.FinishReason.MAX_TOKENS:
        raise AnswerError(PROVIDER, "truncated", "the answer was longer than allowed", retryable=False)
    if candidate.finish_reason != types.FinishReason.STOP:
        raise AnswerError(PROVIDER, "refused", str(candidate.finish_reason), retryable=False)
    parts = candidate.content.parts if candidate.content is not None else None
    text = "".join(part.text for part in parts or () if part.text and not part.thought)
    usage = response.usage_metadata
    if usage is None:
        return Answer(text, 0, 0)
    output_tokens = (usage.candidates_token_count or 0) + (usage.thoughts_token_count or 0)
    return Answer(text, usage.prompt_token_count or 0, output_tokens, usage.cached_content_token_count or 0)
