"""The vendor's own SDK as the judge of the loopback server, and of what our adapter makes of the same traffic."""

from __future__ import annotations

import asyncio

from deepgram import AsyncDeepgramClient
from deepgram.environment import DeepgramClientEnvironment
from deepgram.listen.v1.types.listen_v1results import ListenV1Results
from deepgram.listen.v1.types.listen_v1speech_started import ListenV1SpeechStarted
from deepgram.listen.v1.types.listen_v1utterance_end import ListenV1UtteranceEnd

from talkif_runtime.providers.contract import SttOptions
from talkif_runtime.providers.scripted import hum
from talkif_runtime.providers.stt.deepgram import DeepgramStt
from talkif_runtime.wire import g711
from tests.contract.sinks import Ear
from tests.vendors.deepgram_server import DeepgramServer

AUDIO = g711.silence(200) + hum("fifteen letters") + g711.silence(400)


async def _heard_by_sdk(server: DeepgramServer) -> list[object]:
    environment = DeepgramClientEnvironment(
        base=server.url.replace("ws", "http"), production=server.url, agent=server.url, agent_rest=server.url
    )
    client = AsyncDeepgramClient(api_key="key", environment=environment)
    messages: list[object] = []
    async with (
        asyncio.timeout(10),
        client.listen.v1.connect(
            model="nova-3", encoding="mulaw", sample_rate="8000", interim_results="true", vad_events="true"
        ) as socket,
    ):
        await socket.send_media(AUDIO)
        async for message in socket:
            messages.append(message)
            if isinstance(message, ListenV1UtteranceEnd):
                return messages
    return messages


async def test_the_sdk_reads_every_message_and_our_adapter_hears_the_same():
    async with DeepgramServer() as server:
        messages = await _heard_by_sdk(server)
    assert isinstance(messages[0], ListenV1SpeechStarted)
    results = [message for message in messages if isinstance(message, ListenV1Results)]
    assert [(result.is_final, result.speech_final) for result in results] == [
        (False, False),
        (True, False),
        (True, True),
    ]
    final = [result.channel.alternatives[0] for result in results if result.is_final]

    async with DeepgramServer() as server:
        ear = Ear()
        stream = await DeepgramStt("key", base_url=server.url).open(SttOptions("en-US"), ear)
        stream.send(AUDIO)
        await ear.until(lambda: bool(ear.heard))
        await stream.close()
    assert ear.heard[0].text == " ".join(alternative.transcript for alternative in final)
    assert round(ear.heard[0].confidence, 6) == final[0].confidence


async def test_sdk_and_adapter_authenticate_and_ask_alike():
    async with DeepgramServer() as server:
        await _heard_by_sdk(server)
        stream = await DeepgramStt("key", base_url=server.url).open(SttOptions("en-US", keyterms=("Talkif",)), Ear())
        await stream.close()
        theirs, ours = server.requests
    assert theirs.headers["Authorization"] == ours.headers["Authorization"] == "Token key"
    assert theirs.path.split("?")[0] == ours.path.split("?")[0] == "/v1/listen"
    asked = set(ours.path.split("?")[1].split("&"))
    assert set(theirs.path.split("?")[1].split("&")) <= asked
    assert "keyterm=Talkif" in asked
