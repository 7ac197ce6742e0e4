from dataclasses import replace

import pytest

from talkif_runtime.providers.speech_cache import SpeechCache, SpeechKey

HELLO = SpeechKey(provider="offline", voice="joe", model="m1", language="en-US", options="{}", text="Hello.")
AUDIO = b"\xff" * 40


def _key(text):
    return replace(HELLO, text=text)


def test_audio_is_kept():
    cache = SpeechCache()
    assert cache.get(HELLO) is None
    cache.put(HELLO, AUDIO)
    assert cache.get(HELLO) == AUDIO


@pytest.mark.parametrize(
    "other",
    [
        {"provider": "elevenlabs"},
        {"voice": None},
        {"model": "m2"},
        {"language": "en-GB"},
        {"options": '{"speed":1.1}'},
        {"text": "Hello!"},
    ],
)
def test_whatever_changes_the_sound_is_another_entry(other):
    cache = SpeechCache()
    cache.put(HELLO, AUDIO)
    assert cache.get(replace(HELLO, **other)) is None


def test_the_least_recently_used_audio_goes_first():
    cache = SpeechCache(max_bytes=100)
    cache.put(_key("a"), AUDIO)
    cache.put(_key("b"), AUDIO)
    cache.get(_key("a"))
    cache.put(_key("c"), AUDIO)
    assert [cache.get(_key(text)) is not None for text in "abc"] == [True, False, True]


def test_a_replaced_entry_counts_once():
    cache = SpeechCache(max_bytes=100)
    cache.put(_key("a"), AUDIO)
    cache.put(_key("b"), b"\x7f" * 90)
    cache.put(_key("b"), b"\x7f" * 50)
    cache.put(_key("c"), AUDIO)
    assert cache.get(_key("b")) == b"\x7f" * 50
    assert cache.get(_key("c")) == AUDIO


def test_audio_that_is_larger_than_the_cache_drives_nothing_out():
    cache = SpeechCache(max_bytes=100)
    cache.put(_key("a"), AUDIO)
    cache.put(_key("long"), b"\xff" * 101)
    assert cache.get(_key("long")) is None
    assert cache.get(_key("a")) == AUDIO
