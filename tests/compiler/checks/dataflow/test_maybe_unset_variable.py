"""Against every path of random graphs: a finding exactly where some path leaves the variable unset."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talkif_compiler.pipeline import check_flow
from talkif_schemas.conditions import ConditionEnv
from talkif_schemas.types import InputSpec, TypeSpec

Act: TypeAlias = Literal["", "fill", "empty"]


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


CEL = ConditionEnv({"sure": InputSpec(type="boolean")}, {"x": TypeSpec(type="string")}, {})


@dataclass(frozen=True)
class Edge:
    target: int
    act: Act
    guard: Guard | None
    """None: whatever the caller says, or where no other edge of the node is taken."""


@dataclass(frozen=True)
class Flow:
    nodes: dict[int, tuple[Edge, ...]]
    reads: frozenset[int]


@st.composite
def flows(draw: st.DrawFn) -> Flow:
    count = draw(st.integers(2, 12))
    numbers = st.integers(0, count - 1)
    acts: st.SearchStrategy[Act] = st.sampled_from(["", "", "fill", "empty"])
    plain = st.builds(Edge, numbers, acts, st.none())
    guarded = st.builds(Edge, numbers, acts, st.sampled_from(GUARDS))
    talking = st.lists(plain, min_size=1, max_size=3)
    deciding = st.tuples(st.lists(guarded, min_size=1, max_size=3), plain).map(lambda pair: [*pair[0], pair[1]])
    nodes = {number: tuple(draw(talking | deciding)) for number in range(count)}
    return Flow(nodes, draw(st.frozensets(numbers)))


def written(flow: Flow) -> str:
    lines = ["schema: talkif.flow/v1", "flow: a", "start: n0", "inputs: {sure: {type: boolean, default: true}}"]
    lines += ["variables: {x: {type: string}}", "nodes:"]
    for number, edges in flow.nodes.items():
        decides = any(edge.guard is not None for edge in edges)
        shown = [_edge(index, edge, decides=decides) for index, edge in enumerate(edges)]
        prompt = "{{x}}" if number in flow.reads else "Chat."
        shown += [] if decides else ["{when: Bye, to: bye}"]
        lines.append(f'  n{number}: {{type: agent, prompt: "{prompt}", next: [{", ".join(shown)}]}}')
    return "\n".join([*lines, "  bye: {type: end}", ""])


def _edge(index: int, edge: Edge, *, decides: bool) -> str:
    value = {"fill": "'value'", "empty": "'null'", "": ""}[edge.act].replace("'null'", "null")
    setting = f', set: {{x: "{value}"}}' if value else ""
    if edge.guard is not None:
        return f'{{if: "{edge.guard.source}", to: n{edge.target}{setting}}}'
    return f"{{else: n{edge.target}{setting}}}" if decides else f"{{when: Way {index}, to: n{edge.target}{setting}}}"


def taken(edges: tuple[Edge, ...], *, is_set: bool) -> Iterator[tuple[Edge, bool]]:
    """Every edge that may be taken, and whether `x` has a value behind it."""
    for edge in edges:
        found = is_set or (edge.guard is not None and edge.guard.held)
        yield edge, edge.act == "fill" or (found and edge.act == "")
        is_set = is_set or (edge.guard is not None and edge.guard.failed)


def unset_somewhere(flow: Flow) -> dict[int, int]:
    """Node -> number of nodes on the shortest path that leaves the variable unset, by walking all paths at once.

    A path that comes to a node for the third time has been there in the same state before.
    """
    shortest: dict[int, int] = {}
    walks = {(0, False)}
    for length in range(1, 2 * len(flow.nodes) + 1):
        for node, is_set in walks:
            if not is_set:
                shortest.setdefault(node, length)
        walks = {
            (edge.target, found) for node, is_set in walks for edge, found in taken(flow.nodes[node], is_set=is_set)
        }
    return shortest


def is_path(flow: Flow, path: tuple[str, ...]) -> bool:
    """Whether a call may take it with the variable unset at its end."""
    steps = [int(step[1:]) for step in path]
    states = {False}
    for before, after in pairwise(steps):
        states = {
            found
            for is_set in states
            for edge, found in taken(flow.nodes[before], is_set=is_set)
            if edge.target == after
        }
    return steps[0] == 0 and False in states


@pytest.mark.parametrize("guard", GUARDS)
def test_what_the_guards_say_is_true(guard: Guard) -> None:
    condition = CEL.compile(guard.source)
    results = {condition.evaluate({"inputs": {"sure": is_sure}, "vars": {"x": None}}) for is_sure in (True, False)}
    assert not (guard.held and True in results)
    assert not (guard.failed and False in results)


@settings(max_examples=150, deadline=None)
@given(flows())
def test_it_agrees_with_every_path(flow: Flow) -> None:
    unset = unset_somewhere(flow)
    findings = [item for item in check_flow({"a.yaml": written(flow)}, "a.yaml") if item.rule == "maybe-unset-variable"]
    assert {(item.node, len(item.path)) for item in findings} == {
        (f"n{node}", unset[node]) for node in flow.reads if node in unset
    }
    assert all(is_path(flow, item.path) for item in findings)


HEAD = """\
schema: talkif.flow/v1
flow: a
start: ask
variables:
  n: {type: number}
  m: {type: number}
  order: {type: object, properties: {total: {type: number}, city: {type: string, nullable: true}}}
  open: {type: object}
nodes:
  ask: {type: collect, into: n, ask: "How many?", next: [{on: done, to: x}, {on: gave_up, to: x}]}
  bye: {type: end}
"""


def unset(nodes: str) -> list[tuple[str, int]]:
    """Variables that may have no value, with the line of `nodes`."""
    first = HEAD.count("\n")
    found = check_flow({"a.yaml": HEAD + nodes}, "a.yaml")
    assert not [item for item in found if item.rule in ("wrong-type", "condition-type", "condition-syntax")]
    return [
        (item.message.split("`")[1], item.span.start_position.line - first)
        for item in found
        if item.rule == "maybe-unset-variable"
    ]


@pytest.mark.parametrize(
    ("nodes", "found"),
    [
        ('  x: {type: branch, next: [{if: "vars.n != null", to: q}, {else: bye}]}\n  q: {type: end, say: "{{n}}"}', []),
        ('  x: {type: branch, next: [{if: "vars.n == null", to: bye}, {else: q}]}\n  q: {type: end, say: "{{n}}"}', []),
        # What the edge itself assigns and says, and what later conditions compute with.
        ('  x: {type: branch, next: [{if: "has(vars.n)", to: bye, set: {m: vars.n}, say: "{{n}}"}, {else: bye}]}', []),
        ('  x: {type: branch, next: [{if: "vars.n == null", to: bye}, {if: "vars.n > 3", to: bye}, {else: bye}]}', []),
        ('  x: {type: branch, next: [{if: "vars.n > 3", to: bye}, {if: "vars.n == null", to: bye}, {else: bye}]}',
         [("n", 1)]),
        # A part of a value is there only when the value is.
        ('  x: {type: branch, next: [{if: "has(vars.order.city)", to: q}, {else: bye}]}\n'
         '  q: {type: end, say: "{{money order.total}}"}', []),
        # In an object without declared fields a question about a missing one fails, so that it is not true.
        ('  x: {type: branch, next: [{if: "vars.open.a == null", to: bye}, {else: q}]}\n'
         '  q: {type: end, say: "{{open.b}}"}', [("open", 2)]),
        ('  x: {type: branch, next: [{if: "!has(vars.open.a)", to: bye}, {else: q}]}\n'
         '  q: {type: end, say: "{{open.b}}"}', []),
        # The same conditions prove nothing where an edge does not follow from them.
        ('  x: {type: agent, prompt: Chat., next: [{if: "vars.n == null", to: bye}, {when: Enough, to: q}]}\n'
         '  q: {type: end, say: "{{n}}"}', [("n", 2)]),
        ('  x: {type: branch, next: [{if: "vars.n != null", to: q}, {else: q}]}\n  q: {type: end, say: "{{n}}"}',
         [("n", 2)]),
        # Null is no value.
        ('  x: {type: branch, next: [{if: "vars.n != null", to: w}, {else: bye}]}\n'
         '  w: {type: set, assignments: {n: "null"}, next: q}\n  q: {type: end, say: "{{n}}"}', [("n", 3)]),
    ],
)  # fmt: skip
def test_what_conditions_on_edges_prove(nodes: str, found: list[tuple[str, int]]) -> None:
    assert unset(nodes) == found


def test_a_handler_proves_with_its_own_condition() -> None:
    handlers = 'handlers: [{if: "vars.m != null && last.utterance == \'sum\'", to: q, say: "{{m}}"}]\n'
    nodes = '  x: {type: agent, prompt: Chat., next: [{when: Enough, to: bye}]}\n  q: {type: end, say: "{{m}}"}\n'
    assert unset(nodes + handlers) == []
