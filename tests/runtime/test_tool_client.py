from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from talkif_runtime.bindings import Bindings
from talkif_runtime.dialogue.commands import RequestPlan
from talkif_runtime.public_http import PublicHttp
from talkif_runtime.tool_client import MAX_RESPONSE_BYTES, ToolClient
from talkif_schemas.artifact import SecretRef

HOST = "orders.example.com"


def plan(**changes: Any) -> RequestPlan:
    fields: dict[str, Any] = {
        "method": "GET",
        "host": None,
        "url": f"https://{HOST}/orders/1",
        "headers": {},
        "query": {},
        "body": None,
        "timeout_ms": 2_000,
        "retries": 0,
        "idempotent": False,
    }
    return RequestPlan(**(fields | changes))


@asynccontextmanager
async def serving(answer: Callable[[str], Awaitable[bytes]], **bindings: Any) -> AsyncIterator[ToolClient]:
    """A tool server on loopback; `answer` gets the head of the request and gives the whole response."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        writer.write(await answer(head))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    http = PublicHttp({HOST: f"http://127.0.0.1:{port}"})
    try:
        yield ToolClient(http, Bindings(**bindings))
    finally:
        await http.close()
        server.close()


def response(body: bytes, status: str = "200 OK") -> bytes:
    return b"HTTP/1.1 %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (status.encode(), len(body), body)


async def test_json_comes_back_and_the_key_and_secrets_go_along() -> None:
    heads: list[str] = []

    async def answer(head: str) -> bytes:
        heads.append(head)
        return response(b'{"status": "shipped"}')

    async with serving(answer, secrets={"TOKEN": "s3cret"}) as client:
        result = await client.send("call_1:2", plan(headers={"X-Token": SecretRef(secret="TOKEN")}, query={"a": "b c"}))
    assert (result.status, result.result) == ("success", {"status": "shipped"})
    assert heads[0].startswith("GET /orders/1?a=b+c HTTP/1.1") or heads[0].startswith("GET /orders/1?a=b%20c HTTP/1.1")
    assert "idempotency-key: call_1:2" in heads[0].lower()
    assert "x-token: s3cret" in heads[0].lower()


async def test_a_refusal_is_a_failure_with_its_status() -> None:
    async with serving(lambda _: _value(response(b"nope", "404 Not Found"))) as client:
        result = await client.send("k", plan())
    assert (result.status, result.error, result.result) == ("failure", "HTTP 404", "nope")


async def test_silence_is_a_timeout() -> None:
    never = asyncio.Event()

    async def answer(_: str) -> bytes:
        await never.wait()
        return b""

    async with serving(answer) as client:
        result = await client.send("k", plan(timeout_ms=50))
        never.set()
    assert result.status == "timeout"


async def test_idempotent_requests_are_tried_again_and_others_are_not() -> None:
    for method, calls in (("GET", 2), ("POST", 1)):
        seen: list[str] = []

        async def answer(head: str, seen: list[str] = seen) -> bytes:
            seen.append(head)
            return response(b"", "503 Service Unavailable") if len(seen) == 1 else response(b"1")

        async with serving(answer) as client:
            await client.send("k", plan(method=method, retries=1))
        assert len(seen) == calls


async def test_an_answer_without_end_is_cut_off() -> None:
    async with serving(lambda _: _value(response(b"x" * (MAX_RESPONSE_BYTES + 1)))) as client:
        result = await client.send("k", plan())
    assert result.status == "failure"
    assert "larger than" in (result.error or "")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://example.com/", "only https"),
        ("https://127.0.0.1/", "not a public address"),
        ("https://localhost/", "not a public address"),
        ("https://169.254.169.254/latest/meta-data", "not a public address"),
        ("https://[::1]/", "not a public address"),
        ("https://10.0.0.1/", "not a public address"),
        ("not a url", "only https"),
    ],
)
async def test_private_addresses_and_plain_http_are_refused(url: str, reason: str) -> None:
    http = PublicHttp({})
    result = await ToolClient(http, Bindings()).send("k", plan(url=url))
    await http.close()
    assert result.status == "failure"
    assert reason in (result.error or "")


async def test_a_secret_that_is_not_bound_is_named() -> None:
    async with serving(lambda _: _value(response(b"1"))) as client:
        result = await client.send("k", plan(headers={"X": SecretRef(secret="MISSING")}))
    assert "MISSING" in (result.error or "")


async def test_a_host_is_what_the_environment_binds() -> None:
    heads: list[str] = []

    async def answer(head: str) -> bytes:
        heads.append(head)
        return response(b"1")

    async with serving(answer, hosts={"ORDER_DESK": f"https://{HOST}"}) as client:
        found = await client.send("k", plan(host="order-desk", url="/orders/7"))
        unbound = await client.send("k", plan(host="stock", url="/orders/7"))
    assert found.status == "success"
    assert heads[0].startswith("GET /orders/7 HTTP/1.1")
    assert (unbound.status, unbound.error) == ("failure", "the host stock is not bound here")


async def test_redirects_are_not_followed() -> None:
    moved = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    async with serving(lambda _: _value(moved)) as client:
        result = await client.send("k", plan())
    assert result.error == "HTTP 302"


async def _value(data: bytes) -> bytes:
    return data
