"""What it takes for a sentence to tell callers of something."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FLAGS = re.IGNORECASE | re.DOTALL


def pattern(*ways: str) -> re.Pattern[str]:
    """One of these. A blank stands for any white space."""
    return re.compile("|".join(f"(?:{way})" for way in ways).replace(" ", r"\s+"), _FLAGS)


@dataclass(frozen=True, slots=True)
class Notice:
    words: re.Pattern[str]
    """Without one of these there is nothing to look at."""
    said: re.Pattern[str] | None = None
    """Ways to say so. None: the words are enough."""
    denied: re.Pattern[str] | None = None
    """Ways to say the opposite."""

    def is_in(self, sentence: str) -> bool:
        if self.words.search(sentence) is None:
            return False
        if self.said is None:
            return True
        left = self.denied.sub(" ", sentence) if self.denied is not None else sentence
        return self.said.search(left) is not None
