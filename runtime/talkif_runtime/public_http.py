"""HTTP to addresses that tenants write, so every address is checked when the connection is made.

https only, public addresses only, no redirects. An operator may map a host to another base URL (TALKIF_TOOL_HOSTS);
only such hosts may be http or private.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import AsyncGenerator, Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httpcore
import httpx


class Refused(Exception):
    """The request may not be sent, or its answer not be read. The text is shown in the journal."""


async def public_address(host: str, port: int) -> str:
    """The address to connect to. Raises Refused when any of the host's is private, OSError when there is none."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in found]
    for address in addresses:
        if not ipaddress.ip_address(address.split("%")[0]).is_global:
            raise Refused(f"{host} is not a public address")
    return addresses[0]


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
        try:
            address = await public_address(host, port)
        except OSError as error:
            raise httpcore.ConnectError(f"{host}: {error}") from error
        return await self._backend.connect_tcp(address, port, timeout, local_address, socket_options)

    async def sleep(self, seconds: float) -> None:
        await self._backend.sleep(seconds)


class PublicHttp:
    """One per process: what all requests of flows share. `hosts`: host that flows name -> base URL that is meant."""

    def __init__(self, hosts: Mapping[str, str]) -> None:
        self._hosts = dict(hosts)
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
        # Whoever asks bounds the time of the whole exchange.
        self.client = httpx.AsyncClient(transport=transport, follow_redirects=False, trust_env=False, timeout=None)  # noqa: S113

    def target(self, url: str) -> str:
        """Where a URL leads here. Raises Refused, or ValueError for what is no URL."""
        parts = urlsplit(url)
        base = self._hosts.get(parts.hostname or "")
        if base is not None:
            meant = urlsplit(base)
            return urlunsplit((meant.scheme, meant.netloc, meant.path.rstrip("/") + parts.path, parts.query, ""))
        if parts.scheme != "https":
            raise Refused("only https is allowed")
        return url

    async def close(self) -> None:
        await self.client.aclose()


async def pieces(response: httpx.Response, max_bytes: int) -> AsyncGenerator[bytes, None]:
    """The body as it arrives. Raises Refused when it is larger than `max_bytes`."""
    total = 0
    async for piece in response.aiter_bytes():
        total += len(piece)
        if total > max_bytes:
            raise Refused(f"the answer is larger than {max_bytes} bytes")
        yield piece


async def whole_body(response: httpx.Response, max_bytes: int) -> bytes:
    """Raises Refused when it is larger than `max_bytes`."""
    body = bytearray()
    async for piece in pieces(response, max_bytes):
        body += piece
    return bytes(body)
