"""Words of an answer, and the few things that all slots do with them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from text_to_num import alpha2digit

#: Languages whose number words text2num knows.
NUMBER_WORDS = frozenset({"en", "de", "es", "fr", "it", "nl", "pt"})
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def words(text: str) -> list[str]:
    """Lower-case words without punctuation."""
    return [word.replace("’", "'") for word in _WORD.findall(text.casefold())]


def mentions(text: str, phrase: str) -> bool:
    """Whether the words of `phrase` occur in `text`, side by side."""
    return _place(words(text), words(phrase)) is not None


def without(text: str, phrases: Iterable[str]) -> str:
    """The words of the text, less those of every phrase that occurs."""
    said = words(text)
    for phrase in sorted(phrases, key=len, reverse=True):
        wanted = words(phrase)
        while (place := _place(said, wanted)) is not None:
            del said[place : place + len(wanted)]
    return " ".join(said)


def _place(said: list[str], wanted: list[str]) -> int | None:
    count = len(wanted)
    places = range(len(said) - count + 1)
    return next((start for start in places if count and said[start : start + count] == wanted), None)


def with_digits(text: str, language: str) -> str:
    """Number words as digits, the rest as it is."""
    return alpha2digit(text, language, threshold=0) if language in NUMBER_WORDS else text


def without_lead_in(text: str, lead_ins: Iterable[str]) -> str:
    """What follows the last of such beginnings as "my name is", with its capitals and punctuation."""
    end = 0
    for lead_in in lead_ins:
        for found in re.finditer(rf"(?<!\w){re.escape(lead_in)}(?!\w)[\s,:]*", text, re.IGNORECASE):
            end = max(end, found.end())
    return text[end:] if text[end:].strip(" .,!?") else text
