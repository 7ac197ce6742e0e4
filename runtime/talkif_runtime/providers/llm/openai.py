"""OpenAI chat completions, through the official SDK. Lines of the stream are read raw: one model object per token,
as the SDK makes it, costs more than the rest of a turn.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import suppress
from copy import copy
from typing import Any

import httpx2
import openai
import orjson

from ..contract import LlmDelta, LlmRequest, ProviderError
from .openai_messages import Malformed, StreamReader, body

PROVIDER = "openai"
BASE_URL = "https://api.openai.com/v1"

#: Turns are several seconds apart. The SDK would give a connection back after 5 s, and the caller would wait for the
#: handshake of the next one. The other two numbers are the SDK's own.
_LIMITS = httpx2.Limits(max_connections=1_000, max_keepalive_connections=100, keepalive_expiry=60.0)
_DATA = "data: "
_DONE = "[DONE]"
_END_S = 0.1


class OpenAiLlm:
    """`idle_timeout_s` bounds the wait for the first token and for each further one.

    Requests are not repeated here: the caller has other vendors to turn to, and a person is waiting.
    """

    provider = PROVIDER

    def __init__(
        self, key: str, *, base_url: str = BASE_URL, connect_timeout_s: float = 5.0, idle_timeout_s: float = 10.0
    ) -> None:
        timeout = openai.Timeout(idle_timeout_s, connect=connect_timeout_s)
        http = openai.DefaultAsyncHttpxClient(timeout=timeout, limits=_LIMITS)
        self._client = openai.AsyncOpenAI(
            api_key=key, base_url=base_url, timeout=timeout, max_retries=0, http_client=http
        )

    def with_key(self, key: str) -> OpenAiLlm:
        """The same connections for another key."""
        other = copy(self)
        other._client = self._client.with_options(api_key=key)
        return other

    async def stream(self, request: LlmRequest) -> AsyncGenerator[LlmDelta, None]:
        reader = StreamReader(request)
        completions = self._client.chat.completions.with_streaming_response
        try:
            async with completions.create(**body(request)) as response:
                lines = response.iter_lines()
                async for line in lines:
                    if not line.startswith(_DATA):
                        continue
                    data = line[len(_DATA) :]
                    if data == _DONE:
                        break
                    for delta in reader.read(_chunk(data)):
                        yield delta
                await _read_out(lines)
        except openai.OpenAIError as error:
            raise _refusal(error) from error
        except httpx2.TimeoutException as error:
            raise _error("timeout", "the model stopped in the middle", retryable=True) from error
        except httpx2.HTTPError as error:
            raise _error("dropped", f"the connection broke off: {error}", retryable=True) from error
        except Malformed as error:
            raise _error("protocol", str(error), retryable=True) from error
        if reader.finish_reason is None:
            raise _error("dropped", "the stream ended before the answer did", retryable=True)
        if reader.finish_reason == "content_filter":
            raise _error("refused", "the vendor's content filter stopped the answer", retryable=False)

    async def close(self) -> None:
        await self._client.close()


async def _read_out(lines: AsyncIterator[str]) -> None:
    """A connection serves another request only when its answer was read to the end, which comes right after `_DONE`."""
    with suppress(TimeoutError, httpx2.HTTPError):
        async with asyncio.timeout(_END_S):
            async for _ in lines:
                pass


def _chunk(data: str) -> Any:
    try:
        chunk = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise Malformed(f"not JSON: {data[:200]!r}") from error
    if isinstance(chunk, dict) and chunk.get("error"):
        raise _error("unavailable", f"in mid-stream: {chunk['error']}", retryable=True)
    return chunk


def _refusal(error: openai.OpenAIError) -> ProviderError:
    if isinstance(error, openai.APITimeoutError):
        return _error("timeout", "no answer in time", retryable=True)
    if isinstance(error, openai.APIConnectionError):
        return _error("unavailable", f"no connection: {error.__cause__ or error}", retryable=True)
    if not isinstance(error, openai.APIStatusError):
        return _error("protocol", str(error), retryable=True)
    detail = f"HTTP {error.status_code}: {error.code or error.message}"
    if error.status_code in (401, 403):
        return _error("auth", detail, retryable=False)
    if error.status_code == 429 and error.code != "insufficient_quota":
        return _error("rate_limited", detail, retryable=True)
    if error.status_code >= 500:
        return _error("unavailable", detail, retryable=True)
    return _error("refused", detail, retryable=False)


def _error(code: str, detail: str, *, retryable: bool) -> ProviderError:
    return ProviderError("llm", PROVIDER, code, detail, retryable=retryable)
