"""A variable may have no value when it is read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, zip_longest
from typing import NamedTuple

from msgspec.structs import replace

from ...diagnostics import Diagnostic, Label
from ...limits import MAX_FINDINGS_PER_RULE
from ...linking.analysis import Analysis
from ...linking.conditions.outcomes import assignments
from ...linking.flow_graph import HANDLERS, IDLE
from ...linking.link import Linked
from ...linking.proofs import FILLED, Path
from ...rule import Rule
from ...scope import Reference, Scope
from ...source import Span
from ..known import outcomes_of, presence_of
from .reads import filled_by_mistake

RULE = Rule(
    id="maybe-unset-variable",
    severity="error",
    summary="A variable may have no value when it is read.",
    doc="""\
There is a way through the flow on which nothing fills the variable before this place. The line would be spoken with a
hole in it, or the condition would fail. The finding shows the shortest such way. What else reads the variable behind
the same gap is named beside it: one value given there mends them all. A comment accepts the place where it stands, and
the finding then moves on to the next.

Conditions count: behind `{if: "has(vars.topic)", to: thank}` the variable has a value, and so it has on the edges that
are tried after `{if: "vars.topic == null", to: ask}`. To assign `null` takes the value away, and so does to assign
what may be null, as `contact.firstName` may. What may fail fills nothing: `call.metadata.order` when nobody has given
it, `inputs.list[2]`, `1 / vars.n`, `int(vars.text)`, a text for an enum or a pattern. Ask first, as
`size(inputs.list) > 2 ? inputs.list[2] : 'none'` does; of lists, divisors and the form of texts it is enough that the
flow asks anywhere.

After a handler with `return: true`, every node that the handler may have left goes on with what was done meanwhile.
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


_MAX_LABELS = 3
_SHOWN = {HANDLERS: "(handler)", IDLE: "(idle)"}


class _Reader(NamedTuple):
    path: Path
    vertex: str
    """Where in the graph it reads."""
    analysis: Analysis
    reference: Reference


def check(linked: Linked) -> Iterator[Diagnostic]:
    """For each gap one finding after the other, so that none is left out because another has very many readers."""
    gaps = _gaps(linked)
    for readers in zip_longest(*gaps.values()):
        for cause, reader in zip(gaps, readers, strict=True):
            if reader is not None:
                yield _finding(linked, reader, cause)


def _gaps(linked: Linked) -> dict[str, list[_Reader]]:
    """Readers by what leaves them without a value: the last place on their way that could have given them one."""
    gaps: dict[str, list[_Reader]] = {}
    for reader in _readers(linked):
        gap = linked.once(presence_of).gap(reader.path, reader.vertex, reader.analysis.use.leaf)
        cause = f"{'.'.join(reader.path)} {gap}"
        if cause not in gaps and len(gaps) == MAX_FINDINGS_PER_RULE:
            break
        gaps.setdefault(cause, []).append(reader)
    return gaps


def _readers(linked: Linked) -> Iterator[_Reader]:
    """Those that may find no value; of one template or formula, the first of each name."""
    presence = linked.once(presence_of)
    mistaken = filled_by_mistake(linked)
    for analysis in linked.analyses:
        seen: set[Path] = {("vars", name) for name in mistaken}
        for reference in analysis.references:
            path = reference.path[:2]
            if reference.guarded or path in seen or not _may_be_unset(path, linked.scope):
                continue
            vertex = presence.missing(path, analysis.use)
            if vertex is not None:
                seen.add(path)
                yield _Reader(path, vertex, analysis, reference)


def _finding(linked: Linked, reader: _Reader, cause: str) -> Diagnostic:
    path, vertex, analysis, reference = reader
    place = analysis.place(reference.start, reference.end)
    way = linked.once(presence_of).way_without(path, vertex, analysis.use.leaf)
    way = tuple(_SHOWN.get(step, step) for step in way)
    found = _of_variable(linked, path[1], place, way) if path[0] == "vars" else _of_input(path[1], place, way)
    return replace(found, cause=cause)


def _may_be_unset(path: Path, scope: Scope) -> bool:
    """What is declared wrongly, and what is not declared, is a finding of its own."""
    if len(path) < 2:
        return False
    if path[0] == "inputs":
        spec = scope.inputs.get(path[1])
        return spec is not None and spec.type != "any" and not spec.required and spec.default is None
    return path[0] == "vars" and path[1] in scope.variables


def _of_variable(linked: Linked, name: str, place: Span, way: tuple[str, ...]) -> Diagnostic:
    key = next(key for key in linked.flow.variables or {} if key == name)
    return RULE.at(
        place,
        f"`{name}` may have no value here",
        related=(Label(key.span, "declared here"), *_failing(linked, name)),
        path=way,
        help=f'Fill it on every way, or provide for its absence: `{{{{default {name} "..."}}}}`, `has(vars.{name})`.',
    )


def _failing(linked: Linked, name: str) -> Iterator[Label]:
    """Where it is assigned what may fail."""
    outcomes = linked.once(outcomes_of)
    assigned = (formula for key, formula in assignments(linked.nodes.values(), linked.handlers) if key == name)
    failing = (formula for formula in assigned if outcomes.get(formula, FILLED).success != frozenset())
    yield from (
        Label(formula.span, "this may fail, and then fills nothing") for formula in islice(failing, _MAX_LABELS)
    )


def _of_input(name: str, place: Span, way: tuple[str, ...]) -> Diagnostic:
    return RULE.at(
        place,
        f"the input `{name}` may be missing: it is not required and has no default",
        path=way,
        help=f"Give it a `default`, make it `required: true`, or ask `has(inputs.{name})` first.",
    )
