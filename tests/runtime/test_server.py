"""The listener for carriers, over a real connection."""

from __future__ import annotations

import asyncio
import signal

import httpx
import pytest
from fastapi import FastAPI, Request

from talkif_api.cli.local import free_ports
from talkif_runtime import server
from talkif_runtime.server import serve_http


async def test_headers_of_a_client_say_nothing_about_its_address_or_scheme() -> None:
    app, port = FastAPI(), free_ports().api

    @app.get("/seen")
    async def seen(request: Request) -> list[str]:
        assert request.client is not None
        return [request.client.host, request.url.scheme]

    headers = {"X-Forwarded-For": "10.1.2.3", "X-Forwarded-Proto": "https"}
    async with serve_http(app, "127.0.0.1", port), httpx.AsyncClient() as client:
        answer = await client.get(f"http://127.0.0.1:{port}/seen", headers=headers)
    assert answer.json() == ["127.0.0.1", "http"]


async def test_signals_stay_with_the_program() -> None:
    handlers = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    async with serve_http(FastAPI(), "127.0.0.1", free_ports().api):
        assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == handlers


async def test_a_request_that_never_ends_does_not_hold_up_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "_GRACE_S", 0)
    app, port, asked = FastAPI(), free_ports().api, asyncio.Event()

    @app.get("/never")
    async def never() -> None:
        asked.set()
        await asyncio.Event().wait()

    async with asyncio.timeout(10), httpx.AsyncClient(timeout=None) as client:
        async with serve_http(app, "127.0.0.1", port):
            request = asyncio.create_task(client.get(f"http://127.0.0.1:{port}/never"))
            await asked.wait()
        await asyncio.gather(request, return_exceptions=True)
