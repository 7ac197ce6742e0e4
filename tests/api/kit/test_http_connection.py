"""Answers that are there before the request is, over a real connection."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import uvicorn
from fastapi import FastAPI

from talkif_api.kit import http_connection
from talkif_api.main import listener
from talkif_api.settings import Settings

#: More than the server and the operating system hold.
BODY = b"x" * 8_000_000


@pytest.fixture
async def server(app: FastAPI, settings: Settings, free_port: int) -> AsyncIterator[uvicorn.Server]:
    server = listener(app, settings)
    server.config.port = free_port
    task = asyncio.create_task(server.serve())
    async with asyncio.timeout(10):
        while not server.started:
            await asyncio.sleep(0.01)
    yield server
    server.should_exit = True
    await task


def head(length: int) -> bytes:
    return (
        "POST /api/v1/accounts/account_1/contacts/import HTTP/1.1\r\nHost: api.test\r\nContent-Type: text/csv\r\n"
        f"Content-Length: {length}\r\nAuthorization: Bearer tif_live_{'x' * 32}\r\n\r\n"
    ).encode()


async def answered(reader: asyncio.StreamReader) -> None:
    async with asyncio.timeout(10):
        answer = (await reader.readuntil(b"\r\n\r\n")).lower()
        body = await reader.readexactly(int(answer.partition(b"content-length: ")[2].split(b"\r\n")[0]))
    assert answer.startswith(b"http/1.1 401 ")
    assert b'"code":"unauthorized"' in body


async def ended(reader: asyncio.StreamReader) -> None:
    async with asyncio.timeout(10):
        assert await reader.read() == b""


async def test_who_goes_on_sending_a_little_is_left_soon(
    server: uvicorn.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_connection, "LINGER_S", 0.2)
    reader, writer = await asyncio.open_connection("127.0.0.1", server.config.port)
    writer.write(head(len(BODY)) + b"x")
    await answered(reader)
    writer.write(b"x")
    await ended(reader)
    writer.close()


async def test_who_sends_all_first_has_the_answer_and_is_left_when_silent(server: uvicorn.Server) -> None:
    server.config.timeout_keep_alive = 1
    reader, writer = await asyncio.open_connection("127.0.0.1", server.config.port)
    writer.write(head(len(BODY)) + BODY)
    async with asyncio.timeout(10):
        await writer.drain()
    await answered(reader)
    await ended(reader)
    writer.close()


async def test_who_has_sent_the_rest_may_go_on(server: uvicorn.Server) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.config.port)
    for _ in range(2):
        writer.write(head(100_000))
        await answered(reader)
        writer.write(b"x" * 100_000)
    writer.close()
