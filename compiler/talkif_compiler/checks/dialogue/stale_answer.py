"""An agent is entered again with the answer of the last time, which takes the caller out of it at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

from ...diagnostics import Diagnostic, Label
from ...fields.edges import EdgeFields
from ...fields.leaves import Formula, Key, Spanned
from ...linking.conditions.meaning import ANY_CASE, Cases, Meaning, TooManyCases, met
from ...linking.link import Linked
from ...nodes.agent import Agent
from ...nodes.fields import NodeFields
from ...nodes.set import Set
from ...rule import Rule
from ..known import decisions_of

RULE = Rule(
    id="stale-answer",
    severity="warning",
    summary="An agent is entered again with the answer of the last time, and left at the caller's first words.",
    doc="""\
Conditions are tried before the model is asked. What an agent has extracted stays, so when a way leads back to the agent
because the caller said that it is wrong, the condition on the old value holds as soon as the caller says anything: the
agent is left, and the correction is never heard. Set the variable to `null` on the way back.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {size: {type: string}}
nodes:
  greet:
    type: agent
    prompt: "Find out the size of the shoe."
    extract: [size]
    next: [{if: "vars.size != null", to: confirm}]
  confirm:
    type: agent
    prompt: "Ask whether {{default size 'nothing'}} is right."
    next: [{when: It is right, to: bye}, {when: It is another size, to: greet}]
  bye: {type: end, say: Goodbye.}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {size: {type: string}}
nodes:
  greet:
    type: agent
    prompt: "Find out the size of the shoe."
    extract: [size]
    next: [{if: "vars.size != null", to: confirm}]
  confirm:
    type: agent
    prompt: "Ask whether {{default size 'nothing'}} is right."
    next: [{when: It is right, to: bye}, {when: It is another size, set: {size: "null"}, to: greet}]
  bye: {type: end, say: Goodbye.}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    decisions = linked.once(decisions_of)
    for node_id, node in linked.nodes.items():
        extracted = {name.value for name in node.extract or ()} if isinstance(node, Agent) else set()
        for edge in node.next if extracted else ():
            meaning = decisions.meaning(edge.if_) if edge.if_ is not None else None
            present = meaning.present("true") if meaning is not None else ()
            names = extracted & {path[1] for path in present if path[0] == "vars"}
            if edge.if_ is not None and meaning is not None and names:
                way = _Ways(linked, names, _cases(meaning)).back(node_id, edge)
                if way is not None:
                    yield _finding(node_id, node, edge.if_, sorted(names), way)


def _cases(meaning: Meaning) -> Cases:
    try:
        return meaning.cases("true")
    except TooManyCases:
        return ANY_CASE


class _Ways:
    """On which some variables keep the values with which a condition holds."""

    def __init__(self, linked: Linked, names: set[str], holds: Cases) -> None:
        self._linked = linked
        self._decisions = linked.once(decisions_of)
        self._names = names
        self._holds = holds
        self._flags = linked.once(_Flags)

    def back(self, start: str, edge: EdgeFields) -> tuple[str, ...] | None:
        """A shortest way by the edge to the node where it begins."""
        graph = self._linked.graph
        if not self._keeps(edge):
            return None
        first = graph.resolve(edge.target)
        before: dict[str, str | None] = {first: None}
        waiting = deque([first])
        while waiting and start not in before:
            current = waiting.popleft()
            for target in graph.links.successors(current) if self._passes(current) else ():
                if target not in before and any(self._leads(current, way) for way in graph.written(current, target)):
                    before[target] = current
                    waiting.append(target)
        if start not in before:
            return None
        way = [start]
        while (previous := before[way[-1]]) is not None:
            way.append(previous)
        return (start, *reversed(way))

    def _passes(self, vertex: str) -> bool:
        """Ways that hold everywhere are left out: nobody comes back by them because an answer is wrong."""
        node = self._linked.nodes.get(vertex)
        return node is not None and not self._names & set(map(_name, node.written()))

    def _leads(self, origin: str, edge: EdgeFields | None) -> bool:
        if edge is None or not self._keeps(edge):
            return edge is None
        edges = self._linked.nodes[origin].next
        if (edge.if_ or edge.else_) and self._flags.decide(edges):
            return False
        try:
            return bool(met(self._decisions.taken(edge, edges), self._holds))
        except TooManyCases:
            return True

    def _keeps(self, edge: EdgeFields) -> bool:
        return not self._names & set(edge.set or ())


class _Flags:
    """Variables that the flow itself sets, by which it may know that it comes back."""

    def __init__(self, linked: Linked) -> None:
        edges = (*linked.handlers, *(edge for node in linked.nodes.values() for edge in node.next))
        inside = (node.assignments for node in linked.nodes.values() if isinstance(node, Set))
        names = {name for assigned in (*(edge.set or {} for edge in edges), *inside) for name in assigned}
        self._conditions = {
            id(analysis.use.leaf)
            for analysis in linked.analyses
            if any(
                reference.path[:1] == ("vars",) and names & {*reference.path[1:2]} for reference in analysis.references
            )
        }

    def decide(self, edges: Sequence[EdgeFields]) -> bool:
        return any(id(edge.if_) in self._conditions for edge in edges)


def _name(written: Spanned[str] | Key) -> str:
    return written if isinstance(written, Key) else written.value


def _finding(node_id: str, node: NodeFields, left_by: Formula, names: list[str], way: tuple[str, ...]) -> Diagnostic:
    what = ", ".join(f"`{name}`" for name in names)
    kept = "still has its old value" if len(names) == 1 else "still have their old values"
    return RULE.at(
        left_by.span,
        f"coming back to `{node_id}`, the caller leaves by this at once: {what} {kept}",
        related=(Label(node.type.span, "entered again"),),
        path=way,
        help=f"Set {what} to `null` on the way back.",
    )
