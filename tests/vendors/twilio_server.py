"""Twilio's Messages resource on loopback: its path, its form fields, its account credentials, its errors."""

from __future__ import annotations

import asyncio
import base64
import json
from contextlib import AsyncExitStack
from typing import Any, Self
from urllib.parse import parse_qs

ACCOUNT_SID = "AC" + "1" * 32
AUTH_TOKEN = "twilio-token"
MESSAGE_SID = "SM" + "2" * 32


class TwilioServer:
    """`refusal` is (HTTP status, Twilio's error code, message); `raw` is answered in place of a message."""

    def __init__(
        self, *, refusal: tuple[int, int, str] | None = None, raw: bytes | None = None, stall: bool = False
    ) -> None:
        self.refusal = refusal
        self.raw = raw
        self.stall = stall
        self.requests: list[tuple[str, dict[str, list[str]]]] = []
        """Path and form of every request."""
        self.url = ""
        self._exit = AsyncExitStack()

    async def __aenter__(self) -> Self:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self._exit.callback(server.close)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self._exit.aclose()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line, *rest = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (entry.partition(": ") for entry in rest)}
        form = parse_qs((await reader.readexactly(int(headers["content-length"]))).decode(), keep_blank_values=True)
        verb, path, _ = line.split(" ")
        self.requests.append((path, form))
        if self.stall:
            await reader.read()
        else:
            writer.write(self._answer(verb, path, headers, form))
            await writer.drain()
        writer.close()

    def _answer(self, verb: str, path: str, headers: dict[str, str], form: dict[str, list[str]]) -> bytes:
        credentials = base64.b64encode(f"{ACCOUNT_SID}:{AUTH_TOKEN}".encode()).decode()
        if headers.get("authorization") != f"Basic {credentials}":
            return _refusal(401, 20003, "Authenticate")
        if (verb, path) != ("POST", f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"):
            return _refusal(404, 20404, f"The requested resource {path} was not found")
        for field in ("To", "From", "Body"):
            if not form.get(field, [""])[0]:
                return _refusal(400, 21604, f"A {field!r} is required.")
        if self.refusal is not None:
            return _refusal(*self.refusal)
        if self.raw is not None:
            return _response(201, self.raw)
        return _response(201, json.dumps(_message(form)).encode())


def _message(form: dict[str, list[str]]) -> dict[str, Any]:
    return {
        "sid": MESSAGE_SID,
        "account_sid": ACCOUNT_SID,
        "to": form["To"][0],
        "from": form["From"][0],
        "body": form["Body"][0],
        "status": "queued",
        "direction": "outbound-api",
        "num_segments": "1",
        "error_code": None,
        "error_message": None,
    }


def _refusal(status: int, code: int, message: str) -> bytes:
    more = f"https://www.twilio.com/docs/errors/{code}"
    return _response(
        status, json.dumps({"code": code, "message": message, "more_info": more, "status": status}).encode()
    )


def _response(status: int, body: bytes) -> bytes:
    head = f"HTTP/1.1 {status} Told\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"Connection: close\r\n\r\n" + body
