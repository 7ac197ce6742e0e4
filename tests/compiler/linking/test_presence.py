"""Against every path of random graphs: a finding exactly where some path leaves the variable unset."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talkif_compiler.checks.dataflow.maybe_unset_variable import check
from talkif_compiler.diagnostics import Diagnostic, Label
from talkif_compiler.pipeline import check_flow, examine
from talkif_schemas.conditions import ConditionEnv
from talkif_schemas.types import InputSpec, TypeSpec

FILLING = ("'value'", "has(contact.firstName) ? contact.firstName : 'value'")
EMPTYING = ("null", "(null)", "contact.firstName", "has(contact.firstName) ? contact.firstName : contact.company")
"""What may be null. Nothing in the flows says whether the contact has these fields."""
FAILING = (
    "call.metadata.a",
    "inputs.list[1]",
    "string(1 / inputs.count)",
    "has(call.metadata.a) ? call.metadata.b : 'value'",
)
"""What may fail, which leaves `x` as it was."""


@dataclass(frozen=True)
class Guard:
    """A condition on an edge, and when it says that `x` has a value."""

    source: str
    held: bool = False
    """Where it holds."""
    failed: bool = False
    """Where it does not."""


GUARDS = (
    Guard("inputs.sure"),
    Guard("vars.x != null", held=True),
    Guard("has(vars.x)", held=True),
    Guard("vars.x == null", failed=True),
    Guard("!has(vars.x)", failed=True),
    Guard("vars.x != null && inputs.sure", held=True),
    Guard("inputs.sure && vars.x == 'value' && has(vars.x)", held=True),
    Guard("vars.x != null || inputs.sure"),
    Guard("has(vars.x) && inputs.sure || vars.x != null", held=True),
    Guard("vars.x == null || inputs.sure", failed=True),
    Guard("vars.x == null && inputs.sure"),
    Guard("!(vars.x == null || inputs.sure)", held=True),
    Guard("!(vars.x != null && inputs.sure)", failed=True),
    Guard("(vars.x == null ? true : inputs.sure)"),
)


@dataclass(frozen=True)
class Subject:
    """What a `switch` decides by."""

    source: str
    cases: tuple[tuple[str, bool], ...]
    """Every value, and whether it says that `x` has one."""


SUBJECTS = (
    Subject("inputs.sure", (("true", False), ("false", False))),
    Subject("has(vars.x)", (("true", True), ("false", False))),
    Subject("vars.x == null", (("true", False), ("false", True))),
    Subject("has(vars.x) && inputs.sure", (("true", True), ("false", False))),
    Subject("!has(vars.x) || inputs.sure", (("true", False), ("false", True))),
    Subject("has(vars.x) ? 'a' : 'b'", (("a", True), ("b", False))),
    Subject("inputs.sure ? 'a' : has(vars.x) ? 'b' : 'a'", (("a", False), ("b", True))),
    Subject("vars.x == null ? 'a' : inputs.sure ? 'b' : 'c'", (("a", False), ("b", True), ("c", True))),
)

MAY_FAIL = "this may fail, and then fills nothing"
CEL = ConditionEnv({"sure": InputSpec(type="boolean")}, {"x": TypeSpec(type="string")}, {})


@dataclass(frozen=True)
class Edge:
    target: int | None
    """None: back to where a handler left."""
    act: str
    """What is assigned to `x`; nothing: it stays as it was."""
    guard: Guard | None = None
    """None: whatever the caller says, or where no other edge of the node is taken."""
    returns: bool = False
    """Of a handler."""


@dataclass(frozen=True)
class Flow:
    nodes: dict[int, tuple[Edge, ...]]
    sets: frozenset[int]
    """Nodes that assign, with one way on."""
    switches: dict[int, Subject]
    """Nodes with an edge for each value, in order. All others are conversations."""
    handlers: tuple[Edge, ...]
    reads: frozenset[int]

    def comes_back(self) -> frozenset[int]:
        """Nodes on the ways that begin at handlers which return."""
        found = {handler.target for handler in self.handlers if handler.returns}
        for _ in self.nodes:
            found |= {edge.target for node in found if node is not None for edge in self.nodes[node]}
        return frozenset(node for node in found if node is not None)


@st.composite
def flows(draw: st.DrawFn) -> Flow:
    count = draw(st.integers(2, 9))
    numbers = st.integers(0, count - 1)
    acts = st.sampled_from(["", *FAILING]) | st.sampled_from(FILLING) | st.sampled_from(EMPTYING)
    plain = st.builds(Edge, numbers, acts)
    guarded = st.builds(Edge, numbers, acts, st.sampled_from(GUARDS))
    talking = st.lists(plain, min_size=1, max_size=3)
    deciding = st.tuples(st.lists(guarded, min_size=1, max_size=3), plain).map(lambda pair: [*pair[0], pair[1]])
    nodes = {number: tuple(draw(talking | deciding)) for number in range(count)}
    sets = draw(st.frozensets(numbers, max_size=4))
    nodes |= {number: (draw(st.builds(Edge, numbers | st.none(), acts)),) for number in sorted(sets)}
    switches = draw(st.dictionaries(numbers.filter(lambda number: number not in sets), st.sampled_from(SUBJECTS)))
    for number, subject in switches.items():
        guards = [Guard(subject.source, held=held) for _, held in subject.cases]
        nodes[number] = tuple(Edge(draw(numbers), "", guard) for guard in guards)
    handlers = draw(st.lists(st.builds(Edge, numbers, acts, returns=st.booleans()), max_size=2))
    return Flow(nodes, sets, switches, tuple(handlers), draw(st.frozensets(numbers)) - sets - switches.keys())


INPUTS = (
    "inputs:",
    "  sure: {type: boolean, default: true}",
    "  list: {type: list, items: {type: string}, required: true}",
    "  count: {type: integer, default: 2}",
)


def written(flow: Flow) -> str:
    lines = ["schema: talkif.flow/v1", "flow: a", "start: n0", *INPUTS]
    lines += ["variables: {x: {type: string}, y: {type: string}}"]
    handlers = [
        f"{{when: Case {index}, to: n{handler.target}, return: {str(handler.returns).lower()}{_setting(handler)}}}"
        for index, handler in enumerate(flow.handlers)
    ]
    lines += [f"handlers: [{', '.join(handlers)}]"] if handlers else []
    lines.append("nodes:")
    for number, edges in flow.nodes.items():
        if number in flow.sets:
            assigned = f'x: "{edges[0].act}"' if edges[0].act else "y: \"'value'\""
            onward = f", next: n{edges[0].target}" if edges[0].target is not None else ""
            lines.append(f"  n{number}: {{type: set, assignments: {{{assigned}}}{onward}}}")
            continue
        if number in flow.switches:
            lines.append(f"  n{number}: {_switch(flow.switches[number], edges)}")
            continue
        decides = any(edge.guard is not None for edge in edges)
        shown = [_edge(index, edge, decides=decides) for index, edge in enumerate(edges)]
        prompt = "{{x}}" if number in flow.reads else "Chat."
        shown += [] if decides else ["{when: Bye, to: bye}"]
        lines.append(f'  n{number}: {{type: agent, prompt: "{prompt}", next: [{", ".join(shown)}]}}')
    return "\n".join([*lines, "  bye: {type: end}", ""])


def _switch(subject: Subject, edges: tuple[Edge, ...]) -> str:
    """Where there is no third value, an `else` says the same as the last case."""
    cases = [f"'{case}': n{edge.target}" for (case, _), edge in zip(subject.cases, edges, strict=True)]
    otherwise = ""
    if subject.cases[1][0] == "false" and edges[-1].target == 0:
        otherwise = f", next: [{{else: n{edges[-1].target}}}]"
        del cases[-1]
    return f'{{type: switch, on: "{subject.source}", cases: {{{", ".join(cases)}}}{otherwise}}}'


def _setting(edge: Edge) -> str:
    return f', set: {{x: "{edge.act}"}}' if edge.act else ""


def _edge(index: int, edge: Edge, *, decides: bool) -> str:
    setting = _setting(edge)
    if edge.guard is not None:
        return f'{{if: "{edge.guard.source}", to: n{edge.target}{setting}}}'
    return f"{{else: n{edge.target}{setting}}}" if decides else f"{{when: Way {index}, to: n{edge.target}{setting}}}"


def taken(edges: tuple[Edge, ...], *, is_set: bool) -> Iterator[tuple[Edge, bool]]:
    """Every edge that may be taken, and whether `x` has a value behind it."""
    for edge in edges:
        found = is_set or (edge.guard is not None and edge.guard.held)
        yield edge, edge.act in FILLING or (found and edge.act in ("", *FAILING))
        is_set = is_set or (edge.guard is not None and edge.guard.failed)


@dataclass(frozen=True, order=True)
class Place:
    """Of a call."""

    node: int
    is_set: bool
    left: tuple[int, ...] = ()
    """Nodes to come back to, the next one last."""


def onward(flow: Flow, place: Place) -> Iterator[tuple[tuple[str, ...], Place]]:
    """Where the call may be next, and what a finding shows of the way there."""
    for edge, found in taken(flow.nodes[place.node], is_set=place.is_set):
        if edge.target is not None:
            yield (f"n{edge.target}",), Place(edge.target, found, place.left)
        elif place.left and place.node in flow.comes_back():
            yield (f"n{place.left[-1]}",), Place(place.left[-1], found, place.left[:-1])
    is_left = place.node not in flow.sets and place.node not in flow.switches
    for handler, found in taken(flow.handlers, is_set=place.is_set) if is_left else ():
        assert handler.target is not None, "only a node that assigns leads back"
        if handler.target == place.node:
            # The handler of a node does not fire in the node, and nor does any in a node that assigns.
            continue
        # There are two handlers at most, so no call has to be in more than that at once to lose the value.
        left = (*place.left, place.node)[-3:] if handler.returns else place.left
        yield ("(handler)", f"n{handler.target}"), Place(handler.target, found, left)


def unset_somewhere(flow: Flow) -> dict[int, int]:
    """Node -> length of the shortest path that leaves the variable unset, by walking all paths at once."""
    shortest: dict[int, int] = {}
    seen: set[Place] = set()
    waiting = [(1, Place(0, is_set=False))]
    while waiting:
        length, place = heappop(waiting)
        if place in seen:
            continue
        seen.add(place)
        if not place.is_set:
            shortest.setdefault(place.node, length)
        for steps, following in onward(flow, place):
            heappush(waiting, (length + len(steps), following))
    return shortest


def is_path(flow: Flow, path: tuple[str, ...]) -> bool:
    """Whether a call may take it with the variable unset at its end."""
    states = {(1, Place(0, is_set=False))}
    waiting = list(states)
    while waiting:
        length, place = waiting.pop()
        for steps, following in onward(flow, place):
            state = (length + len(steps), following)
            if path[length : state[0]] == steps and state not in states:
                states.add(state)
                waiting.append(state)
    return path[0] == "n0" and any(length == len(path) and not place.is_set for length, place in states)


@pytest.mark.parametrize("guard", GUARDS)
def test_what_the_guards_say_is_true(guard: Guard) -> None:
    condition = CEL.compile(guard.source)
    results = {condition.evaluate({"inputs": {"sure": is_sure}, "vars": {"x": None}}) for is_sure in (True, False)}
    assert not (guard.held and True in results)
    assert not (guard.failed and False in results)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_what_the_cases_say_is_true(subject: Subject) -> None:
    values = CEL.compile(subject.source)
    for is_sure in (True, False):
        value = values.evaluate({"inputs": {"sure": is_sure}, "vars": {"x": None}})
        assert not dict(subject.cases)[str(value).lower()]


def found_by_node(flow: Flow) -> dict[str, Diagnostic]:
    """What the rule says of each reader, before the readers behind one gap are shown as one."""
    text = written(flow)
    linked = examine({"a.yaml": text}, "a.yaml", run=lambda _: ()).linked
    assert linked is not None
    found = list(check(linked))
    node_of = {number: line.split(":")[0].strip() for number, line in enumerate(text.splitlines(), 1)}
    by_node = {node_of[item.span.start_position.line]: item for item in found}
    assert len(by_node) == len(found)
    return by_node


def readers(item: Diagnostic) -> list[Label]:
    """Behind the same gap, without the declaration and the assignments that may fail."""
    return [label for label in item.related[1:] if label.text != MAY_FAIL]


@settings(max_examples=150, deadline=None)
@given(flows())
def test_it_agrees_with_every_path(flow: Flow) -> None:
    unset = unset_somewhere(flow)
    found = found_by_node(flow)
    assert {(node, len(item.path)) for node, item in found.items()} == {
        (f"n{node}", unset[node]) for node in flow.reads if node in unset
    }
    assert all(is_path(flow, item.path) for item in found.values())
    shown = [item for item in check_flow({"a.yaml": written(flow)}, "a.yaml") if item.rule == "maybe-unset-variable"]
    # Each reader is shown once: as the first of its gap, or beside it.
    places = [span.start for item in shown for span in (item.span, *(label.span for label in readers(item)))]
    assert sorted(places) == sorted(item.span.start for item in found.values())
    causes = {item.span.start: (item.cause, len(item.path)) for item in found.values()}
    for item in shown:
        assert all(causes[label.span.start][0] == item.cause for label in readers(item))
        assert all(causes[label.span.start][1] >= len(item.path) for label in readers(item))
