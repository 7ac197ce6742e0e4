from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talkif_runtime.dialogue.slots.times import time_of_day


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3 pm", "15:00"),
        ("three thirty pm", "15:30"),
        ("3:15 p.m.", "15:15"),
        ("seven a m", "07:00"),
        ("12:30 am", "00:30"),
        ("half past three", "15:30"),
        ("quarter to five", "16:45"),
        ("a quarter past nine", "09:15"),
        ("ten past six pm", "18:10"),
        ("five minutes to nine", "08:55"),
        ("nine oh five", "09:05"),
        ("three o'clock", "15:00"),
        ("at nine", "09:00"),
        ("eight in the evening", "20:00"),
        ("half past three in the morning", "03:30"),
        ("noon", "12:00"),
        ("midnight", "00:00"),
        ("twelve at night", "00:00"),
        ("15:30", "15:30"),
        ("03:00", "03:00"),
        ("1530", "15:30"),
    ],
)
def test_english(text: str, expected: str) -> None:
    assert time_of_day(text, "en", keyed=False) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "fünfzehn Uhr dreißig", "15:30"),
        ("de", "halb vier", "15:30"),
        ("de", "viertel vor neun morgens", "08:45"),
        ("de", "acht Uhr abends", "20:00"),
        ("es", "las ocho y cuarto de la mañana", "08:15"),
        ("es", "las nueve menos cuarto", "08:45"),
        ("es", "a las tres y media", "15:30"),
        ("fr", "trois heures et demie", "15:30"),
        ("fr", "neuf heures moins le quart", "08:45"),
        ("fr", "8h30", "08:30"),
        ("fr", "midi", "12:00"),
        ("it", "le otto meno un quarto", "07:45"),
        ("nl", "half vier", "15:30"),
        ("nl", "kwart over acht", "08:15"),
        ("pt", "três e meia da tarde", "15:30"),
    ],
)
def test_other_languages(language: str, text: str, expected: str) -> None:
    assert time_of_day(text, language, keyed=False) == expected


def test_keys() -> None:
    read = {keys: time_of_day(keys, "en", keyed=True) for keys in ("9", "15", "930", "1530", "2500", "99999")}
    assert read == {"9": "09:00", "15": "15:00", "930": "09:30", "1530": "15:30", "2500": None, "99999": None}


@pytest.mark.parametrize("text", ["hello", "25:00", "", "half past ninety"])
def test_what_is_no_time(text: str) -> None:
    assert time_of_day(text, "en", keyed=False) is None


@given(st.text(max_size=60), st.sampled_from(["en", "de", "es", "fr", "it", "nl", "pt", "xx"]), st.booleans())
def test_no_text_is_too_odd(text: str, language: str, keyed: bool) -> None:
    found = time_of_day(text, language, keyed=keyed)
    assert found is None or re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", found)
