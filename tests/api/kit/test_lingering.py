"""Answers that are there before the request is, over a real connection."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI

from talkif_api.kit import lingering
from talkif_runtime.server import serve_http

#: More than the server and the operating system hold.
BODY = b"x" * 8_000_000


@pytest.fixture
async def port(app: FastAPI, free_port: int) -> AsyncIterator[int]:
    async with serve_http(app, "127.0.0.1", free_port):
        yield free_port


def head(length: int, path: str = "/api/v1/accounts/account_1/contacts/import") -> bytes:
    return (
        f"POST {path} HTTP/1.1\r\nHost: api.test\r\nContent-Type: text/csv\r\nContent-Length: {length}\r\n"
        f"Authorization: Bearer tif_live_{'x' * 32}\r\n\r\n"
    ).encode()


async def test_who_goes_on_sending_a_little_is_left_soon(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lingering, "LINGER_S", 0.05)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(head(len(BODY)) + b"x")
    answer = await reader.readuntil(b"\r\n\r\n")
    writer.write(b"x")
    async with asyncio.timeout(10):
        body = await reader.read()
    writer.close()
    assert answer.startswith(b"HTTP/1.1 401 ")
    assert b"connection: close\r\n" in answer.lower()
    assert b'"code":"unauthorized"' in body


async def test_who_looks_only_after_the_body_has_the_answer(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(head(len(BODY)) + BODY)
    async with asyncio.timeout(10):
        await writer.drain()
        answer = await reader.read()
    writer.close()
    assert answer.startswith(b"HTTP/1.1 401 ")
    assert b'"code":"unauthorized"' in answer


async def test_a_request_that_is_whole_leaves_the_connection_open(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(2):
        writer.write(head(2, "/api/v1/accounts/account_1/contacts") + b"{}")
        async with asyncio.timeout(10):
            answer = await reader.readuntil(b"\r\n\r\n")
            length = int(answer.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
            await reader.readexactly(length)
        assert answer.startswith(b"HTTP/1.1 401 ")
    writer.close()
