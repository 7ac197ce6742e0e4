"""A receiver of webhooks on loopback, which checks signatures with the reference library."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI, Request, Response
from standardwebhooks import Webhook as Reference

HOST = "hooks.example.com"


@dataclass
class Receiver:
    """`answers`: statuses to give, the last one again and again."""

    answers: list[int] = field(default_factory=lambda: [204])
    bodies: list[bytes] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.post("/{path:path}")
        async def receive(request: Request) -> Response:
            self.bodies.append(await request.body())
            self.headers.append(dict(request.headers))
            self.arrived.set()
            status = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            return Response("thank you" if status != 204 else None, status_code=status)

        return app

    def verified(self, secret: str, number: int = -1) -> dict[str, Any]:
        """The message, as a receiver with this secret reads it."""
        Reference(secret).verify(self.bodies[number], dict(self.headers[number]))
        message: dict[str, Any] = json.loads(self.bodies[number])
        return message
