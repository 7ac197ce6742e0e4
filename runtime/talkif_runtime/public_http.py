"""HTTP to addresses that tenants write, so every address is checked when the connection is made.

https only, public addresses only, no redirects, no cookies. An operator may map a host to another base URL
(TALKIF_TOOL_HOSTS, TALKIF_WEBHOOK_HOSTS), which alone may be http or private. What that leads to is open under the
host's name, not under its own.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import AsyncGenerator, Iterable, Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, Final

import httpcore
import httpx

from talkif_schemas.private_address import is_public

_MAX_CONNECTIONS: Final = 200
_MAX_KEPT: Final = 50


class Refused(Exception):
    """The request may not be sent, or its answer not be read. The text is shown in the journal."""


async def public_address(host: str, port: int) -> str:
    """The address to connect to. Raises Refused when any of the host's is private, OSError when there is none."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in found]
    for address in addresses:
        if not is_public(ipaddress.ip_address(address.split("%")[0])):
            raise Refused(f"{host} is not a public address")
    return addresses[0]


class _PublicOnly(httpcore.AsyncNetworkBackend):
    """Resolves first, checks every address, and connects to the address that was checked: no second look-up to fool."""

    def __init__(self) -> None:
        self._backend = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            address = await public_address(host, port)
        except OSError as error:
            raise httpcore.ConnectError(f"{host}: {error}") from error
        return await self._backend.connect_tcp(address, port, timeout, local_address, socket_options)

    async def sleep(self, seconds: float) -> None:
        await self._backend.sleep(seconds)


class _ByHost(httpx.AsyncBaseTransport):
    """Mapped hosts have connections of their own, so that nobody gets to where they lead without naming them."""

    def __init__(self, hosts: Mapping[str, str]) -> None:
        self._bases = {host.lower(): httpx.URL(base) for host, base in hosts.items()}
        self._mapped = httpx.AsyncHTTPTransport(
            limits=httpx.Limits(max_connections=_MAX_CONNECTIONS, max_keepalive_connections=_MAX_KEPT)
        )
        self._public = httpx.AsyncHTTPTransport()
        self._public._pool = httpcore.AsyncConnectionPool(
            ssl_context=httpx.create_ssl_context(),
            max_connections=_MAX_CONNECTIONS,
            max_keepalive_connections=_MAX_KEPT,
            network_backend=_PublicOnly(),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        base = self._bases.get(request.url.host)
        if base is not None:
            return await self._mapped.handle_async_request(_moved(request, base))
        if request.url.scheme != "https":
            raise Refused("only https is allowed")
        return await self._public.handle_async_request(request)

    async def aclose(self) -> None:
        await self._mapped.aclose()
        await self._public.aclose()


def _moved(request: httpx.Request, base: httpx.URL) -> httpx.Request:
    path = base.raw_path.rstrip(b"/") + request.url.raw_path
    url = base.copy_with(raw_path=path)
    headers = request.headers.copy()
    headers["Host"] = url.netloc.decode("ascii")
    return httpx.Request(request.method, url, headers=headers, stream=request.stream, extensions=request.extensions)


class PublicHttp:
    """One per process: what all requests to tenants' addresses share. `hosts`: host in their URLs -> base URL that is
    meant.
    """

    def __init__(self, hosts: Mapping[str, str]) -> None:
        #: Raises Refused, too. Whoever asks bounds the time of the whole exchange. What one tenant's server wants kept
        #: is not sent on with another's request.
        self.client = httpx.AsyncClient(
            transport=_ByHost(hosts),
            follow_redirects=False,
            trust_env=False,
            timeout=None,  # noqa: S113
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        )

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
