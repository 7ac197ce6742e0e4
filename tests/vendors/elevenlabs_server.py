"""ElevenLabs multi-context speech on loopback: hums for as long as a text takes, and keeps the vendor's limits."""

from __future__ import annotations

import base64
import re
from typing import Any

import orjson
from websockets.asyncio.server import ServerConnection

from talkif_runtime.providers.scripted import MS_PER_CHARACTER, hum
from tests.vendors.websocket_vendor import Fault, WebSocketVendor

MAX_CONTEXTS = 5


class ElevenLabsServer(WebSocketVendor):
    """`hold` keeps all audio and ends back, for a vendor that takes text and answers nothing."""

    def __init__(
        self,
        *,
        fault: Fault = "none",
        refuse_status: int | None = None,
        close_code: int = 1011,
        hold: bool = False,
        error: str | None = None,
    ) -> None:
        super().__init__(fault=fault, refuse_status=refuse_status, close_code=close_code)
        self.hold = hold
        self.error = error
        self.texts: dict[str, str] = {}
        """Text of each context that is open."""

    async def serve(self, connection: ServerConnection, message: Any) -> None:
        if message.get("close_socket"):
            await connection.close()
            return
        context = message.get("context_id")
        if context is None or self.hold:
            return
        if self.error is not None:
            await self._refuse(connection, self.error, "as told")
        elif message.get("close_context"):
            if self.texts.pop(context, None) is not None:
                await _send(connection, {"isFinal": True, "contextId": context})
        elif context not in self.texts and len(self.texts) >= MAX_CONTEXTS:
            await self._refuse(connection, "max_active_conversations", "Maximum simultaneous contexts exceeded (5).")
        else:
            await self._speak(connection, context, message.get("text") or "")

    async def _speak(self, connection: ServerConnection, context: str, text: str) -> None:
        self.texts[context] = self.texts.get(context, "") + text
        for word in re.findall(r"\S+\s*", text):
            await _send(connection, audio_message(context, word))

    async def _refuse(self, connection: ServerConnection, error: str, detail: str) -> None:
        await _send(connection, {"message": detail, "error": error, "code": 1008})
        await connection.close(1008, error)


def audio_message(context: str, text: str) -> dict[str, Any]:
    count = len(text)
    alignment = {
        "chars": list(text),
        "charStartTimesMs": [index * MS_PER_CHARACTER for index in range(count)],
        "charDurationsMs": [MS_PER_CHARACTER] * count,
    }
    audio = base64.b64encode(hum(text)).decode()
    return {"audio": audio, "alignment": alignment, "normalizedAlignment": alignment, "contextId": context}


async def _send(connection: ServerConnection, message: dict[str, Any]) -> None:
    await connection.send(orjson.dumps(message).decode())
