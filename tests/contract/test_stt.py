"""What every recogniser promises, asked of each of them."""

from __future__ import annotations

import multiprocessing
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from talkif_runtime.providers.contract import ProviderError, Stt, SttOptions, SttStream
from talkif_runtime.providers.scripted import ScriptedStt, ScriptedSttStream, hum
from talkif_runtime.providers.stt.deepgram import DeepgramStt
from talkif_runtime.providers.stt.pocketsphinx import PocketsphinxStt
from talkif_runtime.wire import g711
from tests.contract.sinks import Ear, nothing_left_behind
from tests.vendors.deepgram_server import DeepgramServer
from tests.vendors.websocket_vendor import Fault

OPTIONS = SttOptions(language="en-US")
TICK_S = 0.02
UTTERANCE = g711.silence(200) + hum("fifteen letters") + g711.silence(700)


@dataclass(frozen=True)
class Rig:
    """An adapter, and how a caller speaks to it."""

    stt: Stt
    speak: Callable[[SttStream], None]


def _hum_at(stream: SttStream) -> None:
    for start in range(0, len(UTTERANCE), 160):
        stream.send(UTTERANCE[start : start + 160])


def _drive(stream: SttStream) -> None:
    assert isinstance(stream, ScriptedSttStream)
    stream.hear("where is my order")


@asynccontextmanager
async def scripted() -> AsyncIterator[Rig]:
    yield Rig(ScriptedStt(), _drive)


@asynccontextmanager
async def offline() -> AsyncIterator[Rig]:
    stt = PocketsphinxStt(workers=1)
    yield Rig(stt, _hum_at)
    await stt.close()


@asynccontextmanager
async def deepgram(fault: Fault = "none", refuse_status: int | None = None) -> AsyncIterator[Rig]:
    async with DeepgramServer(fault=fault, refuse_status=refuse_status) as server:
        stt = DeepgramStt("key", base_url=server.url, connect_timeout_s=0.2, tick_s=TICK_S)
        yield Rig(stt, _hum_at)
        server.release()
        await server.until(lambda: server.connections == 0)


EVERY = pytest.mark.parametrize("make", [scripted, offline, deepgram])


@EVERY
async def test_an_utterance_is_heard_after_the_start_of_speech(make):
    async with nothing_left_behind(), make() as rig:
        ear = Ear()
        stream = await rig.stt.open(OPTIONS, ear)
        rig.speak(stream)
        await ear.until(lambda: bool(ear.heard))
        assert ear.events[0] == "speech started"
        assert 0 <= ear.heard[0].confidence <= 1
        assert ear.heard[0].stt_ms >= 0
        await stream.close()


@EVERY
async def test_nothing_is_called_after_close(make):
    async with nothing_left_behind(), make() as rig:
        ear = Ear()
        stream = await rig.stt.open(OPTIONS, ear)
        rig.speak(stream)
        await stream.close()
        events = list(ear.events)
        rig.speak(stream)
        stream.expect("digits")
        await stream.close()
        assert ear.events == events
        assert not ear.errors


@EVERY
async def test_two_calls_do_not_hear_each_other(make):
    async with nothing_left_behind(), make() as rig:
        ours, theirs = Ear(), Ear()
        stream = await rig.stt.open(OPTIONS, ours)
        other = await rig.stt.open(OPTIONS, theirs)
        rig.speak(stream)
        await ours.until(lambda: bool(ours.heard))
        assert not theirs.events
        await stream.close()
        await other.close()


@pytest.mark.parametrize(
    ("status", "code", "retryable"),
    [(401, "auth", False), (402, "refused", False), (429, "rate_limited", True), (503, "unavailable", True)],
)
async def test_deepgram_refuses(status, code, retryable):
    async with nothing_left_behind(), deepgram(refuse_status=status) as rig:
        with pytest.raises(ProviderError) as caught:
            await rig.stt.open(OPTIONS, Ear())
        assert (caught.value.code, caught.value.retryable) == (code, retryable)


async def test_deepgram_does_not_upgrade():
    async with nothing_left_behind(), deepgram(fault="no_upgrade") as rig:
        with pytest.raises(ProviderError) as caught:
            await rig.stt.open(OPTIONS, Ear())
        assert (caught.value.code, caught.value.retryable) == ("timeout", True)


async def test_deepgram_is_not_there():
    async with DeepgramServer() as server:
        gone = server.url
    with pytest.raises(ProviderError) as caught:
        await DeepgramStt("key", base_url=gone).open(OPTIONS, Ear())
    assert (caught.value.code, caught.value.retryable) == ("unavailable", True)


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("mute", "timeout"),
        ("garbage", "protocol"),
        ("wrong_shape", "protocol"),
        ("drop", "dropped"),
        ("close", "dropped"),
    ],
)
async def test_deepgram_fails_in_mid_stream(fault, code):
    async with nothing_left_behind(), deepgram(fault=fault) as rig:
        ear = Ear()
        stream = await rig.stt.open(OPTIONS, ear)
        rig.speak(stream)
        await ear.until(lambda: bool(ear.errors))
        assert [(error.code, error.retryable) for error in ear.errors] == [(code, True)]
        rig.speak(stream)  # a dead stream takes audio until the call notices
        await stream.close()
        assert len(ear.errors) == 1


async def test_offline_decoder_process_dies():
    async with nothing_left_behind(), offline() as rig:
        ear = Ear()
        stream = await rig.stt.open(OPTIONS, ear)
        for worker in multiprocessing.active_children():
            worker.kill()
        rig.speak(stream)
        await ear.until(lambda: bool(ear.errors))
        assert (ear.errors[0].code, ear.errors[0].retryable) == ("dropped", True)
        await stream.close()
        again = await rig.stt.open(OPTIONS, ear)
        await again.close()


async def test_offline_decoder_takes_too_long():
    stt = PocketsphinxStt(workers=1, decode_timeout_s=0.001)
    async with nothing_left_behind():
        ear = Ear()
        stream = await stt.open(OPTIONS, ear)
        _hum_at(stream)
        await ear.until(lambda: bool(ear.errors))
        assert ear.errors[0].code == "timeout"
        await stream.close()
        await stt.close()


async def test_offline_knows_english_only():
    with pytest.raises(ProviderError) as caught:
        await PocketsphinxStt().open(SttOptions(language="de-DE"), Ear())
    assert (caught.value.code, caught.value.retryable) == ("refused", False)
