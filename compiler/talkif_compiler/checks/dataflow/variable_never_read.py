"""A variable is filled, and nothing ever reads it."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label
from ...link import Linked
from ...rule import Rule
from ...source import Span
from .reads import reads_of, written_names

RULE = Rule(
    id="variable-never-read",
    severity="warning",
    summary="A variable is filled, and nothing ever reads it.",
    doc="""\
No line, prompt, condition or tool uses the value, and it is not among the `outputs`, so it is lost when the call ends.
What the caller says stays in the transcript: an answer counts as lost only in a flow that declares `outputs`, of which
this one was probably meant to be.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {topic: {type: string}, is_first: {type: boolean}}
outputs: [topic]
nodes:
  greet: {type: set, assignments: {is_first: "!has(contact.company)"}, next: ask}
  ask: {type: collect, into: topic, ask: "How can I help?", next: [{on: done, to: bye}, {on: gave_up, to: bye}]}
  bye: {type: end, say: "We will call you back."}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {topic: {type: string}, is_first: {type: boolean}}
outputs: [topic, is_first]
nodes:
  greet: {type: set, assignments: {is_first: "!has(contact.company)"}, next: ask}
  ask: {type: collect, into: topic, ask: "How can I help?", next: [{on: done, to: bye}, {on: gave_up, to: bye}]}
  bye: {type: end, say: "We will call you back."}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    if not linked.analyses and linked.uses:
        # What is read is not known while the declarations cannot be read.
        return
    read = reads_of(linked).variables | {output.value for output in linked.flow.outputs or ()}
    written: dict[str, Span] = {}
    for name, span, is_said in written_names(linked):
        if not is_said or linked.flow.outputs:
            written.setdefault(name, span)
    for key in linked.flow.variables or {}:
        if key not in read and key in written:
            yield RULE.at(
                written[key],
                f"`{key}` is filled here, but nothing reads it",
                related=(Label(key.span, "declared here"),),
                help=f"Use it, or let it leave the call: `outputs: [{key}]`.",
            )
