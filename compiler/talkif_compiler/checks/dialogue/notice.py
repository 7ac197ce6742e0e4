"""What it takes for a sentence to tell callers of something."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FLAGS = re.IGNORECASE | re.DOTALL


def pattern(*ways: str) -> re.Pattern[str]:
    """One of these. A blank stands for any white space."""
    return re.compile("|".join(f"(?:{way})" for way in ways).replace(" ", r"\s+"), _FLAGS)


@dataclass(frozen=True, slots=True)
class Tongue:
    """How one language says it."""

    words: re.Pattern[str]
    """Without one of these it does not say so."""
    said: re.Pattern[str]
    denied: re.Pattern[str]
    """Ways to say the opposite."""

    def is_in(self, sentence: str) -> bool:
        return self.words.search(sentence) is not None and bool(self.said.search(self.denied.sub(" ", sentence)))


@dataclass(frozen=True, slots=True)
class Notice:
    words: re.Pattern[str]
    """Without one of these there is nothing to look at."""
    tongues: tuple[Tongue, ...] = ()
    """None: the words are enough."""

    def is_in(self, sentence: str) -> bool:
        if self.words.search(sentence) is None:
            return False
        return not self.tongues or any(tongue.is_in(sentence) for tongue in self.tongues)
