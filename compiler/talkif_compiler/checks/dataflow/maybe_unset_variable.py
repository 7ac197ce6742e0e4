"""A variable may have no value when it is read."""

from __future__ import annotations

from collections.abc import Iterator

from ...analysis import Analysis
from ...assignment import Assignment
from ...diagnostics import Diagnostic, Label
from ...flow_graph import HANDLERS, IDLE
from ...link import Linked
from ...rule import Rule
from ...scope import Reference
from ...source import Span

RULE = Rule(
    id="maybe-unset-variable",
    severity="error",
    summary="A variable may have no value when it is read.",
    doc="""\
There is a way through the flow on which nothing fills the variable before this place. The line would be spoken with a
hole in it, or the condition would fail. The finding shows the shortest such way.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {topic: {type: string}}
nodes:
  greet: {type: collect, into: topic, ask: "How can I help?", next: [{on: done, to: bye}, {on: gave_up, to: bye}]}
  bye: {type: end, say: "I noted {{topic}}."}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {topic: {type: string}}
nodes:
  greet: {type: collect, into: topic, ask: "How can I help?", next: [{on: done, to: bye}, {on: gave_up, to: bye}]}
  bye: {type: end, say: "I noted {{default topic 'nothing'}}."}
""",
)


_SHOWN = {HANDLERS: "(handler)", IDLE: "(idle)"}


def check(linked: Linked) -> Iterator[Diagnostic]:
    assignment = Assignment(linked.graph, linked.nodes, linked.scope.variables, linked.called)
    for analysis in linked.analyses:
        seen = set()
        for reference in analysis.references:
            name = _variable(linked, analysis, reference)
            if name is None or name in seen:
                continue
            vertex = next((place for place in analysis.use.vertices if not assignment.is_sure(name, place)), None)
            if vertex is not None:
                seen.add(name)
                place = analysis.place(reference.start, reference.end)
                yield _finding(linked, name, place, assignment.way_without(name, vertex))
    yield from _inputs(linked)


def _variable(linked: Linked, analysis: Analysis, reference: Reference) -> str | None:
    """The variable that is read and has to have a value, if any."""
    if reference.guarded or reference.path[0] != "vars" or len(reference.path) < 2:
        return None
    name = reference.path[1]
    return name if name in linked.scope.variables and name not in analysis.use.assigned else None


def _finding(linked: Linked, name: str, place: Span, path: tuple[str, ...]) -> Diagnostic:
    key = next(key for key in linked.flow.variables or {} if key == name)
    return RULE.at(
        place,
        f"`{name}` may have no value here",
        related=(Label(key.span, "declared here"),),
        path=tuple(_SHOWN.get(vertex, vertex) for vertex in path),
        help=f'Fill it on every way, or provide for its absence: `{{{{default {name} "..."}}}}`, `has(vars.{name})`.',
    )


def _inputs(linked: Linked) -> Iterator[Diagnostic]:
    declared = linked.scope.inputs
    for analysis in linked.analyses:
        for reference in analysis.references:
            name = reference.path[1] if reference.path[0] == "inputs" and len(reference.path) > 1 else None
            if name is None or reference.guarded or name not in declared or declared[name].type == "any":
                continue
            if not declared[name].required and declared[name].default is None:
                yield RULE.at(
                    analysis.place(reference.start, reference.end),
                    f"the input `{name}` may be missing: it is not required and has no default",
                    help="Give it a `default`, or make it `required: true`.",
                )
