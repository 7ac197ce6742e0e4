"""Twilio's REST API on loopback, as far as we use it: messages, the account, numbers to buy, numbers bought.

Paths, form fields, basic authentication and error bodies are Twilio's.
"""

from __future__ import annotations

import asyncio
import base64
import json
from contextlib import AsyncExitStack
from typing import Any, Literal, Self, TypeAlias
from urllib.parse import parse_qs, urlsplit

from tests.vendors.twilio_numbers import Refusal, TwilioNumbers

ACCOUNT_SID = "AC" + "1" * 32
AUTH_TOKEN = "twilio-token"
MESSAGE_SID = "SM" + "2" * 32
Verb: TypeAlias = Literal["", "GET", "POST", "DELETE"]
KEY_SID, KEY_SECRET = "SK" + "3" * 32, "key-secret"


class TwilioServer:
    """`refusal` is (HTTP status, Twilio's error code, message); `raw` is answered in place of a message.

    `stall` never answers; requests of the verb `drop` are carried out and then the connection is closed without an
    answer; those of the verb `hang` are carried out and never answered. Each may be changed meanwhile.
    """

    def __init__(
        self,
        *,
        refusal: tuple[int, int, str] | None = None,
        raw: bytes | None = None,
        stall: bool = False,
        drop: Verb = "",
        hang: Verb = "",
    ) -> None:
        self.refusal = refusal
        self.raw = raw
        self.stall = stall
        self.drop = drop
        self.hang = hang
        self.numbers = TwilioNumbers(ACCOUNT_SID)
        self.requests: list[tuple[str, dict[str, list[str]]]] = []
        """Path and form, or query, of every request."""
        self.verbs: list[str] = []
        self.arrived = asyncio.Event()
        """Set once a request was carried out, or is stalled."""
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
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        verb, target, _ = line.split(" ")
        parts = urlsplit(target)
        form = parse_qs(body.decode() or parts.query, keep_blank_values=True)
        self.requests.append((parts.path, form))
        self.verbs.append(verb)
        if self.stall:
            self.arrived.set()
            await reader.read()
        else:
            answer = self._answer(verb, parts.path, headers, form)
            self.arrived.set()
            if verb == self.hang:
                await reader.read()
            elif verb != self.drop:
                writer.write(answer)
                await writer.drain()
        writer.close()

    def _answer(self, verb: str, path: str, headers: dict[str, str], form: dict[str, list[str]]) -> bytes:
        if headers.get("authorization") not in (_basic(ACCOUNT_SID, AUTH_TOKEN), _basic(KEY_SID, KEY_SECRET)):
            return _refusal(401, 20003, "Authenticate")
        base = f"/2010-04-01/Accounts/{ACCOUNT_SID}"
        if (verb, path) != ("POST", f"{base}/Messages.json"):
            if self.refusal is not None:
                return _refusal(*self.refusal)
            try:
                status, told = self.numbers.answer(verb, path.removeprefix(base), form)
            except Refusal as refusal:
                return _refusal(*refusal.args)
            return _response(status, self.raw or (json.dumps(told).encode() if told is not None else b""))
        for field in ("To", "From", "Body"):
            if not form.get(field, [""])[0]:
                return _refusal(400, 21604, f"A {field!r} is required.")
        if self.refusal is not None:
            return _refusal(*self.refusal)
        if self.raw is not None:
            return _response(201, self.raw)
        return _response(201, json.dumps(_message(form)).encode())


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


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
