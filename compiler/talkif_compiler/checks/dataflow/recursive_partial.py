"""A partial contains itself."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import TypeAlias

from talkif_schemas.template_ast import PARTIAL_BLOCK

from ...diagnostics import Diagnostic
from ...linking.digraph import Digraph
from ...linking.link import Linked
from ...rule import Rule
from ...templates.expansion import Place, Unit
from ...templates.guards import NO_FACTS, Facts, are_consistent
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
Where the blocks around the calls of a circle ask for opposite things, as `{{#if plan}}` and `{{#unless plan}}` do, no
data leads all the way round, and nothing is found. Such questions are compared as they are written, so `plan` and
`inputs.plan` are two things here, and so are `(gt age 5)` and `(lt age 3)`.
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


_Asked: TypeAlias = Mapping[tuple[Unit, Unit], Set[Facts | None]]
_State: TypeAlias = tuple[Unit, Facts]

_UNASKED: Set[Facts | None] = frozenset({NO_FACTS})
_MAX_STATES = 2_000


def check(linked: Linked) -> Iterator[Diagnostic]:
    expansion = linked.once(expansion_of)
    found: dict[Place, tuple[str, ...]] = {}
    known: set[Unit] = set()
    for calls, asked in ((expansion.calls, expansion.asked), (expansion.always, {})):
        for cycle in _circles(calls, asked):
            if known.isdisjoint(cycle):
                found.setdefault(calls[cycle[0]][cycle[1]], tuple(unit.body.name for unit in cycle))
            known.update(cycle)
    for place, names in found.items():
        chain = " -> ".join(f"`{name}`" for name in names)
        for span in spans_of(linked, place):
            yield RULE.at(span, f"the partial `{names[0]}` contains itself: {chain}")


def _circles(calls: Mapping[Unit, Mapping[Unit, Place]], asked: _Asked) -> Iterator[tuple[Unit, ...]]:
    """A shortest one of each part that some data leads through, with its first unit at both ends."""
    units = {str(number): unit for number, unit in enumerate(calls)}
    numbers = {unit: number for number, unit in units.items()}
    graph = Digraph(units)
    for unit, called in calls.items():
        for other in called:
            if other in numbers:
                graph.add(numbers[unit], numbers[other])
    for members in graph.components():
        firsts = sorted(members, key=lambda number: (units[number].content is not None, *_name_of(units[number])))
        part = graph.subgraph(sorted(members))
        if part.shortest_cycle(firsts[0]) is None:
            continue
        onward = {units[number]: [units[target] for target in part.successors(number)] for number in part}
        cycle = next(filter(None, (_circle(units[number], onward, asked) for number in firsts)), None)
        if cycle is not None:
            yield cycle


def _circle(first: Unit, onward: Mapping[Unit, Sequence[Unit]], asked: _Asked) -> tuple[Unit, ...] | None:
    """A shortest circle through the unit on which no two blocks ask for opposite data."""
    before: dict[_State, _State | None] = {(first, NO_FACTS): None}
    waiting = deque(before)
    while waiting:
        state = unit, facts = waiting.popleft()
        for called in onward[unit]:
            for more in asked.get((unit, called), _UNASKED):
                # Where there is too much to look at, it is taken for a circle.
                known = facts | more if more is not None and len(before) < _MAX_STATES else NO_FACTS
                if not are_consistent(known):
                    continue
                if called is first:
                    return (*_way_to(state, before), first)
                if (called, known) not in before:
                    before[called, known] = state
                    waiting.append((called, known))
    return None


def _way_to(state: _State, before: Mapping[_State, _State | None]) -> tuple[Unit, ...]:
    way: list[Unit] = []
    step: _State | None = state
    while step is not None:
        way.append(step[0])
        step = before[step]
    return tuple(reversed(way))


def _name_of(unit: Unit) -> tuple[bool, str]:
    """What it is called by; names that an author has given come first."""
    return unit.body.name == PARTIAL_BLOCK, unit.body.name
