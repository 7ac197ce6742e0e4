"""Texts that a comma tears apart: in `{say: Goodbye, my friend}` the text is `Goodbye`, and `my friend` is a key."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator

from msgspec import Struct

from ..source import Span
from .document import Entry, Mapping, Scalar

_ENDS_ITEM = re.compile(r"\s*[,}]")


class TornText(Struct, frozen=True):
    key: str
    """Whose value it is."""
    span: Span
    """Of the whole text."""
    rest: tuple[str, ...]
    """The parts that are taken for keys."""

    @property
    def quoted(self) -> str:
        return json.dumps(" ".join(self.span.text.split()), ensure_ascii=False)


def torn_texts(mapping: Mapping, keys: Collection[str]) -> Iterator[TornText]:
    """`keys`: those that the mapping may have, which are never parts of a text."""
    owner: Entry | None = None
    rest: list[str] = []
    for key, entry in mapping.entries.items():
        if key not in keys and _stands_alone(entry):
            if owner is not None:
                rest.append(key)
            continue
        yield from _torn(mapping, owner, rest)
        is_text = isinstance(entry.value, Scalar) and entry.value.style == "plain" and entry.value.value is not None
        owner, rest = (entry if is_text else None), []
    yield from _torn(mapping, owner, rest)


def _torn(mapping: Mapping, owner: Entry | None, rest: list[str]) -> Iterator[TornText]:
    if owner is not None and rest:
        span = Span(mapping.span.source, owner.value.span.start, mapping.entries[rest[-1]].key.span.end)
        yield TornText(owner.key.text, span, tuple(rest))


def _stands_alone(entry: Entry) -> bool:
    """A word without a colon, which YAML takes for a key of nothing."""
    span = entry.key.span
    return entry.key.style == "plain" and _ENDS_ITEM.match(span.source.text, span.end) is not None
