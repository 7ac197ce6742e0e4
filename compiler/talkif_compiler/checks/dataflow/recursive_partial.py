"""A partial contains itself."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.digraph import Digraph
from ...linking.link import Linked
from ...repository import partials
from ...rule import Rule
from ...source import Span
from ...templates import ParsedTemplate
from ...templates.nodes import Block, Call, Inline, Partial, Statement

RULE = Rule(
    id="recursive-partial",
    severity="error",
    summary="A partial contains itself.",
    doc="""\
Rendering it would never end, so the runtime stops and says nothing at all. A partial may call itself for the members
of a list or for a part of its data, because that comes to an end.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: agent, prompt: "{{> manners}}", next: [{when: The caller is satisfied, to: bye}]}
  bye: {type: end}
# --- prompts/manners.md ---
Be brief. {{> tone}}
# --- prompts/tone.md ---
Be friendly. {{> manners}}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: agent, prompt: "{{> manners}}", next: [{when: The caller is satisfied, to: bye}]}
  bye: {type: end}
# --- prompts/manners.md ---
Be brief. {{> tone}}
# --- prompts/tone.md ---
Be friendly.
""",
)

_NARROWING = frozenset({"each", "with"})


def check(linked: Linked) -> Iterator[Diagnostic]:
    calls = {name: dict(_calls(parsed)) for name, parsed in sorted(linked.partials.items())}
    graph = Digraph(calls)
    for name, called in calls.items():
        for other in called:
            if other in calls:
                graph.add(name, other)
    for members in graph.components():
        cycle = graph.subgraph(sorted(members)).shortest_cycle(min(members))
        if cycle is not None:
            yield _finding(linked, cycle, calls[cycle[0]][cycle[1]])


def _finding(linked: Linked, cycle: tuple[str, ...], place: tuple[int, int]) -> Diagnostic:
    source = linked.sources.get(partials.path_of(cycle[0]))
    assert source is not None, "a partial that was parsed is there"
    chain = " -> ".join(f"`{name}`" for name in cycle)
    return RULE.at(Span(source, *place), f"the partial `{cycle[0]}` contains itself: {chain}")


def _calls(parsed: ParsedTemplate) -> Iterator[tuple[str, tuple[int, int]]]:
    """Partials that are called with the same data, and where."""
    waiting: list[list[Statement]] = [parsed.body]
    while waiting:
        for statement in waiting.pop():
            if isinstance(statement, Partial):
                name = parsed.text[statement.name.start : statement.name.end].strip("\"'")
                if statement.context is None:
                    yield name, (statement.name.start, statement.name.end)
                waiting.append(statement.body or [])
            elif isinstance(statement, Block):
                waiting += [statement.inverse] if _narrows(statement) else [statement.body, statement.inverse]
            elif isinstance(statement, Inline):
                waiting.append(statement.body)


def _narrows(block: Block) -> bool:
    """Inside, the data is a part of what it was."""
    return not isinstance(block.expr, Call) or ".".join(block.expr.name.segments) in _NARROWING
