"""Deepgram live transcription on loopback: hears speech by energy, and says what it was told to have heard."""

from __future__ import annotations

from typing import Any

import orjson
from websockets.asyncio.server import ServerConnection

from talkif_runtime.wire import g711
from tests.vendors.websocket_vendor import Fault, WebSocketVendor

ENDPOINTING_MS = 300
FRAME_BYTES = 20 * g711.BYTES_PER_MS


class DeepgramServer(WebSocketVendor):
    """`utterances` are heard in turn; each is a list of pieces that become final one after the other."""

    def __init__(
        self,
        *,
        utterances: tuple[tuple[str, ...], ...] = (("Where is", "my order?"),),
        fault: Fault = "none",
        refuse_status: int | None = None,
        close_code: int = 1011,
    ) -> None:
        super().__init__(fault=fault, refuse_status=refuse_status, close_code=close_code)
        self._utterances = list(utterances)
        self._position_ms = 0
        self._speech_at_ms: int | None = None
        self._quiet_ms = 0

    async def serve(self, connection: ServerConnection, message: Any) -> None:
        if isinstance(message, bytes):
            for start in range(0, len(message), FRAME_BYTES):
                await self._hear(connection, message[start : start + FRAME_BYTES])
        elif message["type"] == "CloseStream":
            await _send(connection, metadata(self._position_ms / 1000))
            await connection.close()

    async def _hear(self, connection: ServerConnection, frame: bytes) -> None:
        self._position_ms += g711.duration_ms(frame)
        if g711.is_loud(frame):
            self._quiet_ms = 0
            if self._speech_at_ms is None:
                self._speech_at_ms = self._position_ms - g711.duration_ms(frame)
                at_s = self._speech_at_ms / 1000
                await _send(connection, {"type": "SpeechStarted", "channel": [0, 1], "timestamp": at_s})
            return
        self._quiet_ms += g711.duration_ms(frame)
        if self._speech_at_ms is not None and self._quiet_ms >= ENDPOINTING_MS:
            await self._end_utterance(connection, self._speech_at_ms / 1000)

    async def _end_utterance(self, connection: ServerConnection, start_s: float) -> None:
        pieces = self._utterances.pop(0) if self._utterances else ("",)
        end_s = (self._position_ms - self._quiet_ms) / 1000
        await _send(connection, results(pieces[0], start_s, end_s, is_final=False, speech_final=False))
        for piece in pieces:
            last = piece is pieces[-1]
            await _send(connection, results(piece, start_s, end_s, is_final=True, speech_final=last))
        await _send(connection, {"type": "UtteranceEnd", "channel": [0, 1], "last_word_end": end_s})
        self._speech_at_ms = None


def results(text: str, start_s: float, end_s: float, *, is_final: bool, speech_final: bool) -> dict[str, Any]:
    """Words are spread evenly over the stretch."""
    spoken = text.split()
    step_s = (end_s - start_s) / max(1, len(spoken))
    words = [
        {
            "word": word.lower().strip("?.,"),
            "punctuated_word": word,
            "start": start_s + index * step_s,
            "end": start_s + (index + 1) * step_s,
            "confidence": 0.9,
        }
        for index, word in enumerate(spoken)
    ]
    return {
        "type": "Results",
        "channel_index": [0, 1],
        "start": start_s,
        "duration": end_s - start_s,
        "is_final": is_final,
        "speech_final": speech_final,
        "from_finalize": False,
        "channel": {"alternatives": [{"transcript": text, "confidence": 0.9 if spoken else 0.0, "words": words}]},
        "metadata": {
            "request_id": "5f1a9f2e-0000-4000-8000-000000000000",
            "model_uuid": "c0d1a568-0000-4000-8000-000000000000",
            "model_info": {"name": "general-nova-3", "version": "2024-12-20.0", "arch": "nova-3"},
        },
    }


def metadata(duration_s: float) -> dict[str, Any]:
    return {
        "type": "Metadata",
        "transaction_key": "deprecated",
        "request_id": "5f1a9f2e-0000-4000-8000-000000000000",
        "sha256": "0" * 64,
        "created": "2026-01-01T00:00:00.000Z",
        "duration": duration_s,
        "channels": 1,
    }


async def _send(connection: ServerConnection, message: dict[str, Any]) -> None:
    await connection.send(orjson.dumps(message).decode())
