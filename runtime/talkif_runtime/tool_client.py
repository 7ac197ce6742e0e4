"""HTTP requests of flows: bounded in time and size, with the values that the environment binds."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, Literal

import httpx
import orjson

from .bindings import Bindings, NotBound
from .dialogue.commands import RequestPlan
from .public_http import PublicHttp, Refused, whole_body

MAX_RESPONSE_BYTES = 1024 * 1024
RETRY_PAUSE_S = 0.25
RETRYABLE_STATUS = frozenset({429, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class ToolResult:
    status: Literal["success", "failure", "timeout"]
    result: Any
    error: str | None


class ToolClient:
    """One per process."""

    def __init__(self, http: PublicHttp, bindings: Bindings) -> None:
        self._http = http
        self._bindings = bindings

    async def send(self, key: str, plan: RequestPlan) -> ToolResult:
        """Never raises for what the other side does. Cancelling this closes the connection."""
        try:
            async with asyncio.timeout(plan.timeout_ms / 1000):
                return await self._with_retries(key, plan)
        except TimeoutError:
            return ToolResult("timeout", None, f"no answer within {plan.timeout_ms} ms")

    async def _with_retries(self, key: str, plan: RequestPlan) -> ToolResult:
        attempts = 1 + (plan.retries if plan.idempotent or plan.method in ("GET", "PUT", "DELETE") else 0)
        for attempt in range(1, attempts + 1):
            result, retryable = await self._once(key, plan)
            if not retryable or attempt == attempts:
                return result
            await asyncio.sleep(RETRY_PAUSE_S * attempt)
        raise AssertionError("the loop always returns")

    async def _once(self, key: str, plan: RequestPlan) -> tuple[ToolResult, bool]:
        try:
            request = self._http.client.build_request(
                plan.method,
                self._bindings.url(plan.host, plan.url),
                params=plan.query or None,
                headers={"Idempotency-Key": key, **self._bindings.headers(plan.headers)},
                json=plan.body,
            )
            response = await self._http.client.send(request, stream=True)
            try:
                body = await whole_body(response, MAX_RESPONSE_BYTES)
            finally:
                await response.aclose()
        except (Refused, NotBound) as error:
            return ToolResult("failure", None, str(error)), False
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            return ToolResult("failure", None, f"{type(error).__name__}: {error}"), True
        content = parsed(body)
        if response.is_success:
            return ToolResult("success", content, None), False
        error_text = f"HTTP {response.status_code}"
        return ToolResult("failure", content, error_text), response.status_code in RETRYABLE_STATUS


def parsed(body: bytes) -> Any:
    """JSON when it is JSON, else text."""
    if not body:
        return None
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return body.decode("utf-8", "replace")
