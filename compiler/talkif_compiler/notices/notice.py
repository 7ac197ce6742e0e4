"""What it takes for a sentence to tell callers of something."""

from __future__ import annotations

import re
from functools import cached_property

from msgspec import Struct

_FLAGS = re.IGNORECASE | re.DOTALL


def pattern(*ways: str) -> re.Pattern[str]:
    """One of these. A blank stands for any white space."""
    return re.compile("|".join(f"(?:{way})" for way in ways).replace(" ", r"\s+"), _FLAGS)


class Tongue(Struct, frozen=True, dict=True):
    """How one language says it.

    Compiling its ways takes longer than looking for them, and most flows have no words of most languages.
    """

    words: re.Pattern[str]
    """Without one of these it does not say so."""
    said: tuple[str, ...]
    denied: tuple[str, ...] = ()
    """Ways to say the opposite."""

    def is_in(self, sentence: str) -> bool:
        if self.words.search(sentence) is None:
            return False
        rest = self._denied.sub(" ", sentence) if self.denied else sentence
        return self._said.search(rest) is not None

    @cached_property
    def _said(self) -> re.Pattern[str]:
        return pattern(*self.said)

    @cached_property
    def _denied(self) -> re.Pattern[str]:
        return pattern(*self.denied)


class Notice(Struct, frozen=True):
    words: re.Pattern[str]
    """Without one of these there is nothing to look at."""
    tongues: tuple[Tongue, ...] = ()
    """None: the words are enough."""

    def is_in(self, sentence: str) -> bool:
        if self.words.search(sentence) is None:
            return False
        return not self.tongues or any(tongue.is_in(sentence) for tongue in self.tongues)
