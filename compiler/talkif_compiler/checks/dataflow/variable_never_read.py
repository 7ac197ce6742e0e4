"""A variable is filled, and nothing ever reads it."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label
from ...linking.link import Linked
from ...nodes.collect import Collect
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
this one was probably meant to be, and not where the `validate` of the question compares it with what is known.
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


_FIXED = ("value", "system")
"""What a check may read without knowing anything of the caller: the answer, and the clock."""


def check(linked: Linked) -> Iterator[Diagnostic]:
    if not linked.analyses and linked.uses:
        # What is read is not known while the declarations cannot be read.
        return
    read = reads_of(linked).variables | {output.value for output in linked.flow.outputs or ()} | set(_compared(linked))
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


def _compared(linked: Linked) -> Iterator[str]:
    """Variables of which the question itself holds the answer against something on record, as a date of birth."""
    for analysis in linked.analyses:
        node = linked.nodes.get(analysis.use.vertices[0]) if analysis.use.vertices else None
        is_compared = any(reference.path[0] not in _FIXED for reference in analysis.references)
        if isinstance(node, Collect) and node.validate is analysis.use.leaf and is_compared:
            yield node.into.value
