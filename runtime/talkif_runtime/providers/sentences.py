"""Cuts the text of a model, as it is written, into sentences for the synthesiser.

A sentence leaves as soon as its end is certain, so the first audio does not wait for the token after it. Nothing is
lost or changed: the sentences joined are the text.
"""

from __future__ import annotations

import re

MAX_CHARS = 300
"""A sentence without an end in sight is cut at a space once it is this long."""

_END = re.compile(r"\n|[.!?\u3002\uff01\uff1f]+[\"'\u201d\u2019)\]]*")
_WORD_BEFORE_DOT = re.compile(r"[^\s(\[\"'\u201c\u2018]+$")
# Without words that also end sentences ("no", "sun"): a late sentence is worse than one cut in two.
_ABBREVIATION = re.compile(
    "dr|mr|mrs|ms|prof|st|jr|sr|rev|sgt|capt|lt|vs|etc|approx|dept|est|inc|ltd|corp|ave|blvd|rd|apt|ste"
    "|jan|feb|apr|aug|sept|oct|nov|dec|tue|thu"
)


class SentenceSplitter:
    """One answer of one model."""

    def __init__(self) -> None:
        self._pending = ""

    def push(self, delta: str) -> list[str]:
        """The sentences that this piece of text completes, in order. The space after a sentence leads the next one."""
        self._pending += delta
        sentences = []
        while cut := _first_cut(self._pending):
            sentences.append(self._pending[:cut])
            self._pending = self._pending[cut:]
        return sentences

    def flush(self) -> str:
        """What is left when the model is done; empty when only blanks are."""
        rest, self._pending = self._pending, ""
        return rest if rest.strip() else ""


def _first_cut(text: str) -> int:
    """Length of the first complete sentence, or 0."""
    for mark in _END.finditer(text):
        if _is_sentence_end(text, mark) and text[: mark.end()].strip():
            return mark.end()
    if len(text) > MAX_CHARS:
        return text.rfind(" ", 1, MAX_CHARS) + 1 or MAX_CHARS
    return 0


def _is_sentence_end(text: str, mark: re.Match[str]) -> bool:
    sign = mark.group()
    if sign == "\n" or sign[0] in "\u3002\uff01\uff1f":
        return True
    if sign.startswith(".."):
        return False  # an ellipsis is a pause
    at_end = mark.end() == len(text)
    if not at_end and not text[mark.end()].isspace():
        return False  # "3.5", "talkif.example", "e.g."
    if at_end and text.count('"') % 2:
        return False  # the closing quote is still to come
    if sign[0] != ".":
        return True
    return not _is_dotted_word(text[: mark.start()], at_end=at_end)


def _is_dotted_word(before: str, *, at_end: bool) -> bool:
    """True when the dot after `before` may belong to its last word."""
    found = _WORD_BEFORE_DOT.search(before)
    if found is None:
        return False
    word = found.group().lower()
    if word.isdigit() and before.strip() == found.group():
        return True  # "1." leads an item of a list
    if word[-1].isdigit():
        return at_end  # "3." may become "3.5"
    initial = len(word) == 1 and word.isalpha() and word != "i"
    return initial or "." in word.rstrip(".") or _ABBREVIATION.fullmatch(word) is not None
