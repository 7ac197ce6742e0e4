import pytest
from piper import PiperVoice

from talkif_runtime.providers.contract import TtsOptions
from talkif_runtime.providers.tts.piper import PiperTts
from talkif_runtime.wire import g711
from tests.contract.sinks import Mouth


@pytest.fixture
async def tts():
    tts = PiperTts(workers=1)
    yield tts
    await tts.close()


async def test_the_same_text_sounds_the_same(tts):
    assert await tts.synthesise("It ships today.") == await tts.synthesise("It ships today.")


@pytest.mark.parametrize("text", ["\0Hello\0there.", "Hello [[there.", "Hello \N{GRINNING FACE}"])
async def test_odd_characters_do_not_stop_the_voice(tts, text):
    assert g711.is_loud(await tts.synthesise(text))


@pytest.mark.parametrize("text", ["...", "\u200b", "-"])
async def test_nothing_to_speak_is_no_audio(tts, text):
    assert await tts.synthesise(text) == b""


async def test_a_failing_voice_is_reported(tts, monkeypatch):
    def fail(*_arguments):
        raise OSError("no phonemes")

    monkeypatch.setattr(PiperVoice, "synthesize", fail)
    mouth = Mouth()
    stream = await tts.open(TtsOptions("en-US"), mouth)
    stream.say(1, "Hello there.")
    stream.end(1)
    await mouth.until(lambda: bool(mouth.errors))
    assert (mouth.errors[0].code, mouth.errors[0].retryable) == ("unavailable", True)
    assert "no phonemes" in mouth.errors[0].detail
    assert not mouth.spoken(1).done
    await stream.close()
