"""What every synthesiser promises, asked of each of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from talkif_runtime.providers.contract import ProviderError, Tts, TtsOptions
from talkif_runtime.providers.scripted import ScriptedTts
from talkif_runtime.providers.tts.elevenlabs import ElevenLabsTts
from talkif_runtime.providers.tts.piper import PiperTts
from talkif_runtime.wire import g711
from tests.contract.sinks import Mouth, nothing_left_behind
from tests.vendors.elevenlabs_server import ElevenLabsServer

OPTIONS = TtsOptions(language="en-US")
TICK_S = 0.02


@asynccontextmanager
async def scripted() -> AsyncIterator[Tts]:
    yield ScriptedTts()


@asynccontextmanager
async def offline() -> AsyncIterator[Tts]:
    tts = PiperTts()
    yield tts
    await tts.close()


@asynccontextmanager
async def elevenlabs(**behaviour: object) -> AsyncIterator[Tts]:
    async with ElevenLabsServer(**behaviour) as server:  # type: ignore[arg-type]
        yield ElevenLabsTts("key", base_url=server.url, connect_timeout_s=0.2, tick_s=TICK_S)
        server.release()
        await server.until(lambda: server.connections == 0)


EVERY = pytest.mark.parametrize("make", [scripted, offline, elevenlabs])


@EVERY
async def test_text_becomes_audio_that_says_what_it_speaks(make):
    async with nothing_left_behind(), make() as tts:
        mouth = Mouth()
        stream = await tts.open(OPTIONS, mouth)
        stream.say(1, "Hello there.")
        stream.say(1, " It ships today.")
        stream.end(1)
        await mouth.until(lambda: mouth.spoken(1).done)
        assert g711.duration_ms(mouth.spoken(1).audio) > 500
        assert g711.is_loud(mouth.spoken(1).audio)
        assert mouth.spoken(1).text.split() == ["Hello", "there.", "It", "ships", "today."]
        await stream.close()


@EVERY
async def test_utterances_do_not_mix(make):
    async with nothing_left_behind(), make() as tts:
        mouth = Mouth()
        stream = await tts.open(OPTIONS, mouth)
        for utterance, text in enumerate(["One.", "Two.", "Three."], 1):
            stream.say(utterance, text)
            stream.end(utterance)
        await mouth.until(lambda: mouth.spoken(3).done)
        assert [mouth.spoken(n).text.strip() for n in (1, 2, 3)] == ["One.", "Two.", "Three."]
        await stream.close()


@EVERY
async def test_a_cancelled_utterance_is_never_heard_again(make):
    async with nothing_left_behind(), make() as tts:
        mouth = Mouth()
        stream = await tts.open(OPTIONS, mouth)
        stream.say(1, "This is not wanted any more.")
        stream.end(1)
        stream.cancel(1)
        stream.say(2, "But this is.")
        stream.end(2)
        await mouth.until(lambda: mouth.spoken(2).done)
        assert mouth.spoken(1).audio == b""
        assert not mouth.spoken(1).done
        await stream.close()


@EVERY
async def test_an_utterance_without_text_is_done_at_once(make):
    async with nothing_left_behind(), make() as tts:
        mouth = Mouth()
        stream = await tts.open(OPTIONS, mouth)
        stream.end(1)
        await mouth.until(lambda: mouth.spoken(1).done)
        assert mouth.spoken(1).audio == b""
        await stream.close()


@EVERY
async def test_nothing_is_called_after_close(make):
    async with nothing_left_behind(), make() as tts:
        mouth = Mouth()
        stream = await tts.open(OPTIONS, mouth)
        stream.say(1, "Hello there.")
        await stream.close()
        calls = mouth.calls
        stream.say(1, "More.")
        stream.end(1)
        stream.cancel(1)
        stream.end(2)
        await stream.close()
        assert mouth.calls == calls


async def test_elevenlabs_speaks_more_utterances_than_it_has_contexts():
    async with nothing_left_behind(), elevenlabs() as tts:
        mouth = Mouth()
        stream = await tts.open(OPTIONS, mouth)
        for utterance in range(20):
            stream.say(utterance, f"Number {utterance}.")
        for utterance in range(20):
            stream.end(utterance)
        await mouth.until(lambda: all(mouth.spoken(utterance).done for utterance in range(20)))
        assert [mouth.spoken(n).text for n in range(20)] == [f"Number {n}. " for n in range(20)]
        await stream.close()


@pytest.mark.parametrize(
    ("status", "code", "retryable"),
    [(401, "auth", False), (402, "refused", False), (429, "rate_limited", True), (500, "unavailable", True)],
)
async def test_elevenlabs_refuses(status, code, retryable):
    async with nothing_left_behind(), elevenlabs(refuse_status=status) as tts:
        with pytest.raises(ProviderError) as caught:
            await tts.open(OPTIONS, Mouth())
        assert (caught.value.code, caught.value.retryable) == (code, retryable)


async def test_elevenlabs_does_not_upgrade():
    async with nothing_left_behind(), elevenlabs(fault="no_upgrade") as tts:
        with pytest.raises(ProviderError) as caught:
            await tts.open(OPTIONS, Mouth())
        assert (caught.value.code, caught.value.retryable) == ("timeout", True)


@pytest.mark.parametrize(
    ("behaviour", "code", "retryable"),
    [
        ({"fault": "mute"}, "timeout", True),
        ({"hold": True}, "timeout", True),
        ({"fault": "garbage"}, "protocol", True),
        ({"fault": "wrong_shape"}, "protocol", True),
        ({"fault": "drop"}, "dropped", True),
        ({"fault": "close"}, "dropped", True),
        ({"fault": "close", "close_code": 1008}, "refused", False),
        ({"error": "max_active_conversations"}, "rate_limited", True),
        ({"error": "invalid_api_key"}, "auth", False),
        ({"error": "quota_exceeded"}, "refused", False),
    ],
)
async def test_elevenlabs_fails_in_mid_stream(behaviour, code, retryable):
    async with nothing_left_behind(), elevenlabs(**behaviour) as tts:
        mouth = Mouth()
        stream = await tts.open(OPTIONS, mouth)
        stream.say(1, "Hello there.")
        stream.end(1)
        await mouth.until(lambda: bool(mouth.errors))
        assert [(error.code, error.retryable) for error in mouth.errors] == [(code, retryable)]
        stream.say(2, "A dead stream takes text until the call notices.")
        await stream.close()
        assert len(mouth.errors) == 1


async def test_offline_voice_takes_too_long():
    tts = PiperTts(synthesis_timeout_s=0.0001)
    async with nothing_left_behind():
        mouth = Mouth()
        stream = await tts.open(OPTIONS, mouth)
        stream.say(1, "This sentence takes longer than that.")
        await mouth.until(lambda: bool(mouth.errors))
        assert (mouth.errors[0].code, mouth.errors[0].retryable) == ("timeout", True)
        await stream.close()
        await tts.close()


async def test_offline_voice_speaks_english_only():
    async with offline() as tts:
        with pytest.raises(ProviderError) as caught:
            await tts.open(TtsOptions(language="fr-FR"), Mouth())
        assert (caught.value.code, caught.value.retryable) == ("refused", False)


@pytest.mark.parametrize("make", [offline, elevenlabs])
async def test_text_without_end_is_refused(make):
    async with nothing_left_behind(), make() as tts:
        mouth = Mouth()
        stream = await tts.open(OPTIONS, mouth)
        for utterance in range(30):
            stream.say(utterance, "So many words. " * 100)
        await mouth.until(lambda: bool(mouth.errors))
        assert (mouth.errors[0].code, mouth.errors[0].retryable) == ("refused", False)
        await stream.close()
