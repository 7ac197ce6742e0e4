"""A partial contains itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from talkif_schemas.template_ast import PARTIAL_BLOCK

from ...diagnostics import Diagnostic
from ...linking.digraph import Digraph
from ...linking.link import Linked
from ...rule import Rule
from ...templates.expansion import Place, Unit
from ..known import expansion_of
from ..written import spans_of

RULE = Rule(
    id="recursive-partial",
    severity="error",
    summary="A partial contains itself.",
    doc="""\
Rendering it would never end, so the runtime stops and says nothing at all. A partial may call itself for the members
of a list or for a part of its data, because that comes to an end. So may one that asks first, and passes on something
else by name: `{{#if more}}... {{> list more=false}}{{/if}}`. One that calls itself whatever the data is never ends.
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


def check(linked: Linked) -> Iterator[Diagnostic]:
    expansion = linked.once(expansion_of)
    found: dict[Place, tuple[str, ...]] = {}
    known: set[Unit] = set()
    for calls in (expansion.calls, expansion.always):
        for cycle in _circles(calls):
            if known.isdisjoint(cycle):
                found.setdefault(calls[cycle[0]][cycle[1]], tuple(unit.body.name for unit in cycle))
            known.update(cycle)
    for place, names in found.items():
        chain = " -> ".join(f"`{name}`" for name in names)
        for span in spans_of(linked, place):
            yield RULE.at(span, f"the partial `{names[0]}` contains itself: {chain}")


def _circles(calls: Mapping[Unit, Mapping[Unit, Place]]) -> Iterator[tuple[Unit, ...]]:
    """A shortest one of each part, with its first unit at both ends."""
    units = {str(number): unit for number, unit in enumerate(calls)}
    numbers = {unit: number for number, unit in units.items()}
    graph = Digraph(units)
    for unit, called in calls.items():
        for other in called:
            if other in numbers:
                graph.add(numbers[unit], numbers[other])
    for members in graph.components():
        first = min(members, key=lambda number: (units[number].content is not None, *_name_of(units[number])))
        cycle = graph.subgraph(sorted(members)).shortest_cycle(first)
        if cycle is not None:
            yield tuple(units[number] for number in cycle)


def _name_of(unit: Unit) -> tuple[bool, str]:
    """What it is called by; names that an author has given come first."""
    return unit.body.name == PARTIAL_BLOCK, unit.body.name
