"""What the vendors' adapters cost: `python -m tests.bench.provider_bench`. Figures are CPU of this process only.

The loopback vendor runs in a process of its own. Compares the picows adapter with the vendor's SDK for streamed audio,
and raw lines with the SDK's objects for streamed tokens.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from collections.abc import Awaitable, Callable
from multiprocessing.connection import Connection

import openai
import uvloop
from deepgram import AsyncDeepgramClient
from deepgram.environment import DeepgramClientEnvironment

from talkif_runtime.providers.contract import LlmRequest, Message, SttOptions
from talkif_runtime.providers.llm.openai import OpenAiLlm
from talkif_runtime.providers.llm.openai_messages import body
from talkif_runtime.providers.scripted import hum
from talkif_runtime.providers.stt.deepgram import DeepgramStt
from talkif_runtime.wire import g711
from tests.contract.sinks import Ear
from tests.vendors.deepgram_server import DeepgramServer
from tests.vendors.openai_server import OpenAiServer

FRAME_MS = 20
AUDIO_MS = 60_000
TURN = hum("x" * 40) + g711.silence(2_600)  # 2.4 s of speech, 2.6 s of quiet
ANSWERS = 200
WORDS = 60
REQUEST = LlmRequest(system="", messages=(Message("user", "Where is my order?"),))


def _frames() -> list[bytes]:
    minute = TURN * (AUDIO_MS // g711.duration_ms(TURN))
    step = FRAME_MS * g711.BYTES_PER_MS
    return [minute[start : start + step] for start in range(0, len(minute), step)]


async def _stream_through_adapter(url: str) -> None:
    ear = Ear()
    stream = await DeepgramStt("key", base_url=url).open(SttOptions("en-US"), ear)
    for frame in _frames():
        stream.send(frame)
        await asyncio.sleep(0.0002)
    await ear.until(lambda: len(ear.heard) == AUDIO_MS // g711.duration_ms(TURN))
    await stream.close()


async def _stream_through_sdk(url: str) -> None:
    environment = DeepgramClientEnvironment(base=url, production=url, agent=url, agent_rest=url)
    client = AsyncDeepgramClient(api_key="key", environment=environment)
    wanted = AUDIO_MS // g711.duration_ms(TURN)
    async with client.listen.v1.connect(
        model="nova-3", encoding="mulaw", sample_rate="8000", interim_results="true", vad_events="true"
    ) as socket:

        async def read() -> None:
            ended = 0
            async for message in socket:
                ended += message.type == "UtteranceEnd"
                if ended == wanted:
                    return

        reading = asyncio.create_task(read())
        for frame in _frames():
            await socket.send_media(frame)
            await asyncio.sleep(0.0002)
        await reading


async def _idle(_url: str) -> None:
    for _ in _frames():
        await asyncio.sleep(0.0002)


async def _answers_through_adapter(url: str) -> None:
    llm = OpenAiLlm("key", base_url=url)
    for _ in range(ANSWERS):
        async for _delta in llm.stream(REQUEST):
            pass
    await llm.close()


async def _answers_through_sdk(url: str) -> None:
    async with openai.AsyncOpenAI(api_key="key", base_url=url) as client:
        for _ in range(ANSWERS):
            async for chunk in await client.chat.completions.create(**body(REQUEST)):
                for choice in chunk.choices:
                    _ = choice.delta.content


async def _serve(server: DeepgramServer | OpenAiServer, pipe: Connection) -> None:
    async with server:
        pipe.send(server.url)
        await asyncio.to_thread(pipe.recv)


def _vendor(kind: str, pipe: Connection) -> None:
    server = (
        DeepgramServer(utterances=(("Where is", "my order?"),) * 100)
        if kind == "deepgram"
        else OpenAiServer(says="word " * WORDS)
    )
    uvloop.run(_serve(server, pipe))


def _cpu_s(kind: str, work: Callable[[str], Awaitable[None]]) -> float:
    ours, theirs = multiprocessing.Pipe()
    vendor = multiprocessing.get_context("spawn").Process(target=_vendor, args=(kind, theirs))
    vendor.start()
    url = ours.recv()

    async def timed() -> float:
        await work(url)  # warms imports, pools and caches up
        started_s = time.process_time()
        await work(url)
        return time.process_time() - started_s

    cpu_s = uvloop.run(timed())
    ours.send("stop")
    vendor.join()
    return cpu_s


def main() -> None:
    pacing_s = _cpu_s("deepgram", _idle)
    for name, work in (("adapter", _stream_through_adapter), ("SDK", _stream_through_sdk)):
        cpu_s = _cpu_s("deepgram", work) - pacing_s
        print(f"Deepgram {name}: {1000 * cpu_s:.0f} ms of CPU per minute of audio in frames of {FRAME_MS} ms")
    for name, work in (("adapter", _answers_through_adapter), ("SDK", _answers_through_sdk)):
        cpu_s = _cpu_s("openai", work)
        print(f"OpenAI {name}: {1000 * cpu_s / ANSWERS:.2f} ms of CPU per answer of {WORDS} tokens")


if __name__ == "__main__":
    main()
