"""Requests to tenants' addresses reach public hosts, and what an operator maps; nothing is handed on between them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from talkif_runtime.public_http import PublicHttp, Refused

HOST = "hooks.example.com"


class Server:
    """On loopback; every answer sets a cookie."""

    def __init__(self) -> None:
        self.heads: list[str] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.heads.append((await reader.readuntil(b"\r\n\r\n")).decode())
        writer.write(b"HTTP/1.1 204 No Content\r\nSet-Cookie: session=first\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()


@asynccontextmanager
async def mapped(server: Server) -> AsyncIterator[tuple[PublicHttp, str]]:
    """HTTP in which HOST leads to the server, and the address of that: host and port."""
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    authority = f"127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    http = PublicHttp({HOST: f"http://{authority}/inside"})
    try:
        yield http, authority
    finally:
        await http.close()
        listening.close()


async def test_a_mapped_host_leads_to_its_base() -> None:
    server = Server()
    async with mapped(server) as (http, authority):
        answer = await http.client.get(f"https://{HOST.upper()}/a%2Fb?c=d%20e")
        await http.client.get(f"https://{HOST}")
    assert answer.status_code == 204
    assert server.heads[0].startswith("GET /inside/a%2Fb?c=d%20e HTTP/1.1")
    assert f"host: {authority}\r\n" in server.heads[0].lower()
    assert server.heads[1].startswith("GET /inside/ HTTP/1.1")


async def test_what_a_mapped_host_leads_to_is_closed_under_its_own_name() -> None:
    server = Server()
    async with mapped(server) as (http, authority):
        await http.client.get(f"https://{HOST}/")
        with pytest.raises(Refused, match=r"127\.0\.0\.1 is not a public address"):
            await http.client.get(f"https://{authority}/")
        with pytest.raises(Refused, match="only https"):
            await http.client.get(f"http://{authority}/")
    assert len(server.heads) == 1


async def test_cookies_are_not_handed_on() -> None:
    server = Server()
    async with mapped(server) as (http, _):
        await http.client.get(f"https://{HOST}/")
        await http.client.get(f"https://{HOST}/")
    assert "cookie" not in server.heads[1].lower()


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://example.com/", "only https"),
        ("ftp://example.com/", "only https"),
        ("example.com", "only https"),
        ("", "only https"),
        ("https://localhost/", "not a public address"),
        ("https://169.254.169.254/latest/meta-data", "not a public address"),
        ("https://[::1]/", "not a public address"),
        ("https://[64:ff9b::7f00:1]/", "not a public address"),
        ("https://[fec0::1]/", "not a public address"),
    ],
)
async def test_private_addresses_and_plain_http_are_refused(url: str, reason: str) -> None:
    http = PublicHttp({})
    with pytest.raises(Refused, match=reason):
        await http.client.get(url)
    await http.close()
