"""What prompts plainly tell a model to do, as far as it can be read out of English sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, TypeAlias

from msgspec import Struct

from .tongues import NAMES

Subject: TypeAlias = Literal["length", "language", "act"]

_BRIEF = re.compile(
    r"\b(?:(?:be|stay|keep (?:it|them|answers|your answers|replies)) (?:very )?(?:brief|short|concise)"
    r"|(?:in|use|at most|no more than) (?:one|two|one or two|1|2|1-2) (?:short )?sentences?)\b",
    re.IGNORECASE,
)
_LONG = re.compile(
    r"\b(?:(?:answer|explain|describe|reply|respond)(?: \w+){0,4} (?:in (?:great |full |much )?detail|at length)"
    r"|(?:give|use|write) (?:long|detailed|exhaustive) (?:answers|replies|explanations)"
    r"|(?:in|use|at least) (?:three|four|five|six|[3-9]) (?:or more )?sentences|be (?:very )?thorough)\b",
    re.IGNORECASE,
)
_LANGUAGE_NAMES = {name: tag for tag, names in NAMES.items() for name in names}
#: Everything is bounded, because prompts come from strangers.
_BEGINNING = r"(?:(?:^|\n)[-* \t]{0,9}|[.!?:;]\s{1,3})"
_SPEAK = re.compile(
    _BEGINNING
    + r"(?i:you )?(?i:always |only |please |must ){0,3}(?i:speak|answer|reply|respond|talk)(?: only| always)?"
    r"(?: to \w+(?: \w+)?)?(?: only)? (?:in )?"
    r"(?P<language>" + "|".join(sorted(name.capitalize() for name in _LANGUAGE_NAMES if name.isascii())) + r")\b",
)
_VERB = r"(?P<verb>ask for|ask about|mention|offer|promise|quote|discuss|give out|say|use|collect|repeat)"
_OBJECT = (
    r"(?: the| a| an| any| their| your| its)? (?P<object>[a-z]+(?: [a-z]+){0,2}?)"
    r"(?= (?:to|of|in|on|at|for|and|or|from|when|if|unless|before|after|twice|again|by)\b|[.,;:!\n]|$)"
)
_NEVER = re.compile(
    _BEGINNING + r"(?:never|do not|don't|you must not|you must never) " + _VERB + _OBJECT, re.IGNORECASE
)
_DO = re.compile(_BEGINNING + r"(?:always |please )?" + _VERB + _OBJECT, re.IGNORECASE)


class Instruction(Struct, frozen=True):
    subject: Subject
    topic: str
    """What is to be done: `ask for card number`. Empty where the subject says it all."""
    value: str
    start: int
    end: int

    def contradicts(self, other: Instruction) -> bool:
        return (self.subject, self.topic) == (other.subject, other.topic) and self.value != other.value


def instructions(words: str) -> Iterator[Instruction]:
    """`words`: of a prompt, with its places."""
    for pattern, value in ((_BRIEF, "short"), (_LONG, "long")):
        for match in pattern.finditer(words):
            yield Instruction("length", "", value, match.start(), match.end())
    for match in _SPEAK.finditer(words):
        yield Instruction("language", "", _LANGUAGE_NAMES[match["language"].lower()], _start(match), match.end())
    for pattern, value in ((_NEVER, "never"), (_DO, "do")):
        for match in pattern.finditer(words):
            topic = f"{match['verb']} {match['object']}".lower()
            yield Instruction("act", topic, value, _start(match), match.end())


def _start(match: re.Match[str]) -> int:
    """Behind the end of the sentence before."""
    return match.end() - len(match[0].lstrip(".!?:;-* \n"))
