"""A variable is read, or leaves the call, and nothing ever fills it."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label
from ...fields.leaves import Key
from ...linking.link import Linked
from ...rule import Rule
from ...source import Span
from ..known import presence_of
from .reads import filled_by_mistake, written_names

RULE = Rule(
    id="variable-never-filled",
    severity="warning",
    summary="A variable is read, or leaves the call, and nothing ever fills it.",
    doc="""\
No question, tool, request, sub-flow or assignment gives it a value, so what is provided for its absence always holds,
and reports show an empty field. A place that would have a hole in it is left to
[maybe-unset-variable](maybe-unset-variable.md).
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {topic: {type: string}}
outputs: [topic]
nodes:
  greet: {type: say, text: "Hello.", next: bye}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {topic: {type: string}}
outputs: [topic]
nodes:
  greet: {type: collect, into: topic, ask: "How can I help?", next: [{on: done, to: bye}, {on: gave_up, to: bye}]}
  bye: {type: end}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    filled = {written.name for written in written_names(linked)} | filled_by_mistake(linked)
    outputs = {output.value: output.span for output in linked.flow.outputs or ()}
    for key in linked.flow.variables or {}:
        if key in filled:
            continue
        read = _first_read(linked, key)
        if key in outputs:
            yield _finding(key, f"`{key}` leaves the call, but nothing fills it", Label(outputs[key], "leaves here"))
        elif read is not None:
            yield _finding(key, f"`{key}` is read, but nothing fills it", Label(read, "read here"))


def _finding(key: Key, message: str, where: Label) -> Diagnostic:
    return RULE.at(key.span, message, related=(where,), help=f"Fill it, or remove `{key}` from the flow.")


def _first_read(linked: Linked, name: str) -> Span | None:
    """None where nothing reads it, and where a reader without a value for it is a finding of its own."""
    first: Span | None = None
    for analysis in linked.analyses:
        for reference in analysis.references:
            if reference.path[:2] != ("vars", name):
                continue
            if not reference.guarded and linked.once(presence_of).missing(("vars", name), analysis.use) is not None:
                return None
            first = first or analysis.place(reference.start, reference.end)
    return first
