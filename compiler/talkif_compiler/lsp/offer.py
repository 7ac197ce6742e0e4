"""A name that may stand somewhere, and its place once it is chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

OfferKind: TypeAlias = Literal[
    "key", "word", "node", "variable", "member", "tool", "event", "file", "flow", "helper", "rule", "type", "name"
]


@dataclass(frozen=True, slots=True)
class Offer:
    label: str
    kind: OfferKind
    detail: str = ""
    """A few words beside it."""
    doc: str = ""
    """Markdown."""
    rank: int = 0
    """What is likely comes first."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    offer: Offer
    text: str
    """What takes the place of the characters from `start` to `end`."""
    start: int
    end: int
