"""HTTP requests of flows. Tenants write the URLs, so every address is checked when the connection is made.

https only, public addresses only, no redirects, bounded in time and size. An operator may map a host to another base
URL (TALKIF_TOOL_HOSTS); only such hosts may be http or private.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit, urlunsplit

import httpcore
import httpx
import orjson

from talkif_schemas.artifact import SecretRef

from .dialogue.commands import RequestPlan

MAX_RESPONSE_BYTES = 1024 * 1024
_RETRY_PAUSE_S = 0.25
_RETRYABLE_STATUS = frozenset({429, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class ToolResult:
    status: Literal["success", "failure", "timeout"]
    result: Any
    error: str | None


class _Refused(Exception):
    """The request may not be sent. The text is shown in the journal."""


class _PublicOnly(httpcore.AsyncNetworkBackend):
    """Resolves first, checks every address, and connects to the address that was checked: no second look-up to fool."""

    def __init__(self, trusted: frozenset[tuple[str, int]]) -> None:
        self._trusted = trusted
        self._backend = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        if (host, port) in self._trusted:
            return await self._backend.connect_tcp(host, port, timeout, local_address, socket_options)
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpcore.ConnectError(f"{host}: {error}") from error
        addresses = [str(entry[4][0]) for entry in found]
        for address in addresses:
            if not ipaddress.ip_address(address.split("%")[0]).is_global:
                raise _Refused(f"{host} is not a public address")
        return await self._backend.connect_tcp(addresses[0], port, timeout, local_address, socket_options)

    async def sleep(self, seconds: float) -> None:
        await self._backend.sleep(seconds)


class ToolClient:
    """One per process. `hosts`: host that flows name -> base URL that is meant; `secrets`: name -> value."""

    def __init__(self, hosts: Mapping[str, str], secrets: Mapping[str, str]) -> None:
        self._hosts = dict(hosts)
        self._secrets = dict(secrets)
        transport = httpx.AsyncHTTPTransport(retries=0)
        bases = [urlsplit(base) for base in self._hosts.values()]
        trusted = frozenset(
            (base.hostname or "", base.port or (443 if base.scheme == "https" else 80)) for base in bases
        )
        transport._pool = httpcore.AsyncConnectionPool(
            ssl_context=httpx.create_ssl_context(),
            max_connections=200,
            max_keepalive_connections=50,
            network_backend=_PublicOnly(trusted),
        )
        self._client = httpx.AsyncClient(transport=transport, follow_redirects=False, trust_env=False)

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
            await asyncio.sleep(_RETRY_PAUSE_S * attempt)
        raise AssertionError("the loop always returns")

    async def _once(self, key: str, plan: RequestPlan) -> tuple[ToolResult, bool]:
        try:
            request = self._client.build_request(
                plan.method,
                self._target(plan.url),
                params=plan.query or None,
                headers={"Idempotency-Key": key, **self._headers(plan)},
                json=plan.body,
                timeout=None,
            )
            response = await self._client.send(request, stream=True)
            try:
                body = await _bounded(response)
            finally:
                await response.aclose()
        except _Refused as error:
            return ToolResult("failure", None, str(error)), False
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            return ToolResult("failure", None, f"{type(error).__name__}: {error}"), True
        content = _content(body)
        if response.is_success:
            return ToolResult("success", content, None), False
        error_text = f"HTTP {response.status_code}"
        return ToolResult("failure", content, error_text), response.status_code in _RETRYABLE_STATUS

    def _target(self, url: str) -> str:
        parts = urlsplit(url)
        base = self._hosts.get(parts.hostname or "")
        if base is not None:
            meant = urlsplit(base)
            return urlunsplit((meant.scheme, meant.netloc, meant.path.rstrip("/") + parts.path, parts.query, ""))
        if parts.scheme != "https":
            raise _Refused("only https is allowed")
        return url

    def _headers(self, plan: RequestPlan) -> dict[str, str]:
        headers: dict[str, str] = {}
        for name, value in plan.headers.items():
            if isinstance(value, SecretRef):
                if value.secret not in self._secrets:
                    raise _Refused(f"the secret {value.secret} is not bound here")
                value = self._secrets[value.secret]
            headers[name] = value
        return headers

    async def close(self) -> None:
        await self._client.aclose()


async def _bounded(response: httpx.Response) -> bytes:
    body = bytearray()
    async for piece in response.aiter_bytes():
        body += piece
        if len(body) > MAX_RESPONSE_BYTES:
            raise _Refused(f"the answer is larger than {MAX_RESPONSE_BYTES} bytes")
    return bytes(body)


def _content(body: bytes) -> Any:
    """JSON when it is JSON, else text."""
    if not body:
        return None
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return body.decode("utf-8", "replace")
