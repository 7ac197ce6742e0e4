"""The offline voice speaks to the offline recogniser, over the phone's 8 kHz."""

import pytest

from talkif_runtime.providers.stt import sphinx_decoder
from talkif_runtime.providers.tts.piper import PiperTts
from talkif_runtime.wire import g711


@pytest.fixture(scope="module")
def decoder():
    sphinx_decoder.load()
    return sphinx_decoder.decode


@pytest.fixture
async def speak():
    tts = PiperTts(workers=1)

    async def spoken(text: str) -> bytes:
        return g711.silence(240) + await tts.synthesise(text) + g711.silence(600)

    yield spoken
    await tts.close()


async def test_a_sentence_is_understood(decoder, speak):
    text, confidence = decoder(await speak("I would like to cancel my order please."), "speech")
    assert text == "i would like to cancel my order please"
    assert 0 < confidence <= 1


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("four one five two two one", "four one five two two one"),
        ("7 4 1 9 0 3", "seven four one nine zero three"),
        ("My order number is six oh six one eight three.", "my order number is six oh six one eight three"),
    ],
)
async def test_digits_are_understood_when_digits_are_expected(decoder, speak, said, digits):
    assert decoder(await speak(said), "digits")[0] == digits


async def test_words_stay_words_when_digits_are_expected(decoder, speak):
    assert decoder(await speak("I want to speak to a person."), "digits")[0] == "i want to speak to a person"


async def test_a_failure_does_not_spoil_the_next_utterance(decoder, speak):
    with pytest.raises(LookupError):
        decoder(b"", "speech")
    assert decoder(await speak("I want to speak to a person."), "speech")[0] == "i want to speak to a person"
