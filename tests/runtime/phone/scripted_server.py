"""The other end of a simulated call: answers webhooks from a table and hands each media stream to the test."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect
from twilio.request_validator import RequestValidator

from talkif_runtime.wire import twilio

AUTH_TOKEN = "s3cret"
M = TypeVar("M", bound=twilio.Message)


class Line:
    """A media stream, seen from the server."""

    def __init__(self, socket: WebSocket) -> None:
        self.socket = socket
        self.received: list[twilio.Message] = []
        self.writer = twilio.ServerWriter("")

    async def until(self, kind: type[M]) -> M:
        """The next message of that kind; what comes before it is in `received`."""
        while True:
            message = twilio.parse((await self.socket.receive_text()).encode())
            self.received.append(message)
            if isinstance(message, twilio.Start):
                self.writer = twilio.ServerWriter(message.stream_sid)
            if isinstance(message, kind):
                return message

    async def listen(self) -> None:
        """Until the carrier closes the connection."""
        try:
            while True:
                await self.until(twilio.Connected)
        except WebSocketDisconnect:
            return

    async def send(self, *texts: bytes) -> None:
        for text in texts:
            await self.socket.send_text(text.decode())

    def heard(self) -> bytes:
        return b"".join(message.audio for message in self.received if isinstance(message, twilio.Media))


Talk = Callable[[Line], Awaitable[None]]
Answer = str | Response | Callable[[Mapping[str, str]], Awaitable[str]]


async def just_listen(line: Line) -> None:
    await line.listen()


@dataclass
class ScriptedServer:
    answers: dict[str, Answer]
    """Path -> TwiML."""
    talk: Talk = just_listen
    url: str = ""
    stream_url: str = ""
    requests: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    """Path and form of every webhook, in order."""
    lines: list[Line] = field(default_factory=list)
    forged: list[str] = field(default_factory=list)
    """URLs of requests whose signature Twilio's own validator refused."""
    failures: list[AssertionError] = field(default_factory=list)
    """What the test asserted inside `talk`, in vain."""

    def forms(self, path: str) -> list[Mapping[str, str]]:
        return [form for asked, form in self.requests if asked == path]

    async def webhook(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
        path = request.url.path
        self._check(self.url + path, form, request.headers.get("X-Twilio-Signature", ""))
        self.requests.append((path, form))
        answer = self.answers[path]
        if isinstance(answer, Response):
            return answer
        text = answer if isinstance(answer, str) else await answer(form)
        return Response(text, media_type="text/xml")

    async def media(self, socket: WebSocket) -> None:
        self._check(self.stream_url, {}, socket.headers.get("X-Twilio-Signature", ""))
        await socket.accept()
        line = Line(socket)
        self.lines.append(line)
        try:
            await self.talk(line)
        except AssertionError as failure:
            self.failures.append(failure)
            raise

    def _check(self, url: str, form: Mapping[str, str], signature: str) -> None:
        if not RequestValidator(AUTH_TOKEN).validate(url, dict(form), signature):
            self.forged.append(url)


@asynccontextmanager
async def serving(server: ScriptedServer) -> AsyncIterator[None]:
    app = Starlette(
        routes=[
            WebSocketRoute("/media", server.media),
            Route("/{path:path}", server.webhook, methods=["POST"]),
        ]
    )
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        port = listener.getsockname()[1]
        server.url = f"http://127.0.0.1:{port}"
        server.stream_url = f"ws://127.0.0.1:{port}/media"
        config = uvicorn.Config(
            app, loop="none", http="h11", ws="websockets-sansio", ws_ping_interval=None, lifespan="off", log_config=None
        )
        program = uvicorn.Server(config)
        task = asyncio.create_task(program.serve([listener]))
        while not program.started:
            if task.done():
                task.result()
            await asyncio.sleep(0.01)
        try:
            yield
        finally:
            program.should_exit = True
            await task
