"""From a name to where it is declared, and to everywhere it is used."""

from __future__ import annotations

from ..linking.flow_interface import EXIT, NO_OUTCOME
from ..nodes.end import End
from ..source import SourceFile, Span
from ..syntax.document import Entry, Mapping
from .arguments import Written, parameter, tool_called
from .mentions import Mention, Symbol, mentions_at, mentions_of
from .moment import Moment, View
from .names import naming
from .outline import child, text_at
from .spots import Spot


def definitions(moment: Moment, path: str, offset: int) -> list[Span]:
    found: dict[tuple[str, int], Span] = {}
    for mention in _named_at(moment, path, offset):
        spans = _parameters(moment, path, mention) or declarations(moment, mention.symbol)
        found |= {(span.source.home, span.start): span for span in spans}
    return list(found.values()) or _of_place(moment, path, offset)


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


def _parameters(moment: Moment, path: str, mention: Mention) -> list[Span]:
    """What a template of a tool reads as `args.name`, in the file that the tool is written in."""
    view = moment.view(path)
    args, _, name = mention.symbol.name.partition(".")
    if view is None or mention.symbol.kind != "member" or args != "args" or mention.path[:1] != ("tools",):
        return []
    tool = child(child(view.document, "tools"), mention.path[1])
    found = parameter(Written(tool, view), name.partition(".")[0]) if isinstance(tool, Mapping) else None
    return [_key(*found)] if found is not None else []


def _of_place(moment: Moment, path: str, offset: int) -> list[Span]:
    """Of what is declared in one place, and has no name in others."""
    view, spot = moment.view(path), _spot_at(moment, path, offset)
    named = naming(spot) if spot is not None else None
    if view is None or spot is None or named is None:
        return []
    text = spot.scalar.text
    if named.kind == "argument":
        found = parameter(tool_called(moment, view, spot.sibling("tool")), text)
        return [_key(*found)] if found is not None else []
    node = view.outline.nodes.get(spot.path[1]) if named.kind == "event" and len(spot.path) > 1 else None
    arms = child(node, "weights")
    arm = arms.entries.get(text) if isinstance(arms, Mapping) else None
    return [_key(arm, view)] if arm is not None else []


def _spot_at(moment: Moment, path: str, offset: int) -> Spot | None:
    view = moment.view(path)
    spots = view.spots if view is not None else []
    return next((spot for spot in spots if spot.scalar.span.start <= offset <= spot.scalar.span.end), None)


def _key(entry: Entry, view: View) -> Span:
    return Span(view.source, entry.key.span.start, entry.key.span.end)


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
    spot = _spot_at(moment, path, offset)
    if spot is not None and spot.scalar.text.startswith(EXIT):
        # The word `exit:` is part of the name for whoever points at it.
        offset = spot.scalar.span.end - (spot.scalar.style != "plain")
    found = mentions_at(moment, path, offset)
    if not found:
        return []
    narrowest = found[0].span
    return [mention for mention in found if (mention.span.start, mention.span.end) == (narrowest.start, narrowest.end)]
