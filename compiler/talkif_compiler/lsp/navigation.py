"""From a name to where it is declared, and to everywhere it is used."""

from __future__ import annotations

from ..source import SourceFile, Span
from .mentions import Mention, Symbol, mentions_at, mentions_of
from .moment import Moment


def definitions(moment: Moment, path: str, offset: int) -> list[Span]:
    found: dict[tuple[str, int], Span] = {}
    for mention in _named_at(moment, path, offset):
        for span in declarations(moment, mention.symbol):
            found[span.source.home, span.start] = span
    return list(found.values())


def references(moment: Moment, path: str, offset: int, *, declarations_too: bool = True) -> list[Span]:
    found: dict[tuple[str, int], Span] = {}
    for mention in _named_at(moment, path, offset):
        for other in mentions_of(moment, mention.symbol):
            if declarations_too or not other.declares:
                found[other.span.source.home, other.span.start] = other.span
    return [found[place] for place in sorted(found)]


def declarations(moment: Moment, symbol: Symbol) -> list[Span]:
    if symbol.kind == "file":
        text = moment.files.read(symbol.name)
        return [Span(SourceFile(symbol.name, text), 0, 0)] if text is not None else []
    return [mention.span for mention in mentions_of(moment, symbol) if mention.declares]


def _named_at(moment: Moment, path: str, offset: int) -> list[Mention]:
    """Of what is named at a place, the narrowest; several where flows that share a prompt mean their own names."""
    found = mentions_at(moment, path, offset)
    if not found:
        return []
    narrowest = found[0].span
    return [mention for mention in found if (mention.span.start, mention.span.end) == (narrowest.start, narrowest.end)]
