"""From what a caller said or typed to the value of a slot. Pure; None means that it does not fit.

Number words are read by text2num for the languages that it knows. Values come out in one form: dates YYYY-MM-DD,
times HH:MM, phone numbers E.164, e-mail addresses in lower case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from talkif_schemas.artifact import CollectNode, SlotType
from talkif_schemas.patterns import is_match

from . import contact, numbers
from .dates import day
from .numbers import digits
from .times import time_of_day
from .words import mentions, words
from .yes_no import yes_no

__all__ = ["Answer", "digits", "mentions", "parse", "words", "yes_no"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was said or typed, and what is needed to understand it."""

    text: str
    tag: str
    """BCP 47."""
    today: date
    region: str
    """Where phone numbers without a country are from."""
    keyed: bool = False
    """Typed on the keypad: digits alone."""

    @property
    def language(self) -> str:
        return self.tag.split("-")[0].lower()


def parse(node: CollectNode, answer: Answer) -> Any:
    """The value of the slot, or None. The pattern of the variable has to match the whole value."""
    if node.slot == "enum":
        value: Any = _member(node.values, answer)
    else:
        value = _PARSERS[node.slot](answer)
    if isinstance(value, str) and node.pattern is not None and not is_match(node.pattern, value):
        return None
    return value


def _member(values: tuple[str, ...], answer: Answer) -> str | None:
    """The longest one that is mentioned; by keypad, its place in the list."""
    if answer.keyed and answer.text not in values:
        place = int(answer.text) if answer.text.isdecimal() else 0
        return values[place - 1] if 0 < place <= len(values) else None
    longest_first = sorted(values, key=lambda value: -len(words(value.replace("_", " "))))
    return next((value for value in longest_first if mentions(answer.text, value.replace("_", " "))), None)


def _yes_no(answer: Answer) -> bool | None:
    if answer.keyed:
        return {"1": True, "2": False}.get(answer.text)
    return yes_no(answer.text, answer.language)


_PARSERS: Mapping[SlotType, Callable[[Answer], Any]] = {
    "text": lambda answer: answer.text.strip(" .,!?") or None,
    "number": lambda answer: numbers.number(answer.text, answer.language),
    "digits": lambda answer: digits(answer.text, answer.language) or None,
    "phone": lambda answer: contact.phone(answer.text, answer.language, answer.region),
    "email": lambda answer: contact.email(answer.text, answer.language),
    "date": lambda answer: day(answer.text, answer.tag, answer.today, keyed=answer.keyed),
    "time": lambda answer: time_of_day(answer.text, answer.language, keyed=answer.keyed),
    "money": lambda answer: numbers.money(answer.text, answer.language),
    "yes_no": _yes_no,
    "name": lambda answer: contact.name(answer.text),
    "address": lambda answer: contact.address(answer.text, answer.language),
}
