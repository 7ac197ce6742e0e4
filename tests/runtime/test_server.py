"""The listener for carriers, over a real connection."""

from __future__ import annotations

import httpx
from fastapi import FastAPI, Request

from talkif_api.cli.local import free_ports
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
