"""From a name to where it is declared, and to everywhere it is used."""

from __future__ import annotations

from ..linking.flow_interface import NO_OUTCOME
from ..nodes.end import End
from ..source import SourceFile, Span
from ..syntax.document import Mapping
from .mentions import Mention, Symbol, mentions_at, mentions_of
from .moment import Moment
from .outline import child, text_at


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
    declared = [mention.span for mention in mentions_of(moment, symbol) if mention.declares]
    return declared or (_ends(moment, symbol) if symbol.kind == "outcome" else [])


def _ends(moment: Moment, outcome: Symbol) -> list[Span]:
    """Where a flow that declares no such outcome ends with it."""
    view = moment.flow(outcome.owner)
    if view is None:
        return []
    nodes = view.outline.sections["nodes"].value if view.outline.nodes else None
    return [
        written.span if (written := child(entry.value, "outcome")) is not None else entry.key.span
        for entry in (nodes.entries.values() if isinstance(nodes, Mapping) else ())
        if text_at(entry.value, "type") == End.TYPE and (text_at(entry.value, "outcome") or NO_OUTCOME) == outcome.name
    ]


def _named_at(moment: Moment, path: str, offset: int) -> list[Mention]:
    """Of what is named at a place, the narrowest; several where flows that share a prompt mean their own names."""
    found = mentions_at(moment, path, offset)
    if not found:
        return []
    narrowest = found[0].span
    return [mention for mention in found if (mention.span.start, mention.span.end) == (narrowest.start, narrowest.end)]
