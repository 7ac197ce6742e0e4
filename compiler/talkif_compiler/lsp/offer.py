"""A name that may stand somewhere, and its place once it is chosen."""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

OfferKind: TypeAlias = Literal[
    "key", "word", "node", "variable", "member", "tool", "event", "file", "flow", "helper", "rule", "type", "name"
]


class Offer(Struct, frozen=True):
    label: str
    kind: OfferKind
    detail: str = ""
    """A few words beside it."""
    doc: str = ""
    """Markdown."""
    rank: int = 0
    """What is likely comes first."""


class Suggestion(Struct, frozen=True):
    offer: Offer
    text: str
    """What takes the place of the characters from `start` to `end`."""
    start: int
    end: int
