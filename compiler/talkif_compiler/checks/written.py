"""Where a place of a template, or of a partial that it calls, is written."""

from __future__ import annotations

from collections.abc import Iterator

from ..linking.link import Linked
from ..repository import partials
from ..source import Span
from ..templates.expansion import Place


def spans_of(linked: Linked, place: Place) -> Iterator[Span]:
    """One for a partial; for a template one in each text that says the same."""
    for name, parsed in linked.partials.items():
        source = linked.sources.get(partials.path_of(name)) if parsed is place.body.parsed else None
        if source is not None:
            yield Span(source, place.start, place.end)
            return
    for text in linked.texts.values():
        if text.parsed is place.body.parsed:
            yield text.place(place.start, place.end)
