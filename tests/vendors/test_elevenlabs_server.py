"""The vendor's own SDK as the judge of both sides. It has no multi-context client, but it has the message types."""

from __future__ import annotations

import orjson
import pytest
from elevenlabs import AudioOutputMulti, FinalOutputMulti, WebsocketTtsClientMessageMulti
from pydantic import TypeAdapter

from talkif_runtime.providers.contract import TtsOptions
from talkif_runtime.providers.tts import elevenlabs_messages as messages
from talkif_runtime.providers.tts.elevenlabs import ElevenLabsTts
from tests.contract.sinks import Mouth
from tests.vendors.elevenlabs_server import ElevenLabsServer, audio_message

CLIENT = TypeAdapter(WebsocketTtsClientMessageMulti)
OPTIONS = TtsOptions("en-US", voice="Rachel", extra={"stability": 0.4, "seed": 7})


@pytest.mark.parametrize(
    "message",
    [
        messages.open_context("1", OPTIONS),
        messages.add_text("1", "Hello."),
        messages.flush("1"),
        messages.close_context("1"),
        messages.KEEP_ALIVE,
        messages.CLOSE_SOCKET,
    ],
)
def test_the_sdk_knows_every_field_that_we_send(message):
    fields = orjson.loads(message)
    known = set(WebsocketTtsClientMessageMulti.model_fields)
    assert set(fields) <= known
    CLIENT.validate_json(message)


def test_the_sdk_reads_what_the_server_sends():
    audio = AudioOutputMulti.model_validate(audio_message("1", "Hello. "))
    assert audio.alignment is not None
    read = messages.parse(audio_message("1", "Hello. "))
    assert isinstance(read, messages.Audio)
    assert read.text == "".join(audio.alignment.chars or ())
    assert (audio.context_id, FinalOutputMulti.model_validate({"isFinal": True, "contextId": "1"}).is_final) == (
        read.context,
        True,
    )


async def test_an_utterance_is_one_context_from_its_first_space_to_its_close():
    async with ElevenLabsServer() as server:
        mouth = Mouth()
        stream = await ElevenLabsTts("key", base_url=server.url).open(OPTIONS, mouth)
        stream.say(1, "Hello.")
        stream.end(1)
        await mouth.until(lambda: mouth.spoken(1).done)
        await stream.close()
        request = server.requests[0]
    assert request.headers["xi-api-key"] == "key"
    assert request.path.startswith("/v1/text-to-speech/Rachel/multi-stream-input?")
    assert {"output_format=ulaw_8000", "seed=7", "language_code=en"} <= set(request.path.split("?")[1].split("&"))
    assert server.received == [
        {"text": " ", "context_id": "1", "voice_settings": {"stability": 0.4}},
        {"text": "Hello. ", "context_id": "1"},
        {"text": "", "flush": True, "context_id": "1"},
        {"close_context": True, "context_id": "1"},
        {"close_socket": True},
    ]
