"""One kind of miss has lines of its own, the other has none."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...link import Linked
from ...nodes.collect import Collect
from ...nodes.menu import Menu
from ...rule import Rule

RULE = Rule(
    id="retry-line-missing",
    severity="info",
    summary="One kind of miss has lines of its own, the other has none.",
    doc="""\
`retries` says what to tell a caller who is silent, but not one whose answer does not fit, or the other way round. The
caller without a line hears the bare question again and does not learn what went wrong. Nodes without any lines are no
finding.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {topic: {type: string}}
nodes:
  greet:
    type: collect
    into: topic
    ask: "How can I help?"
    retries: {no_input: ["I did not hear you. How can I help?"]}
    next: [{on: done, to: bye}, {on: gave_up, to: bye}]
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {topic: {type: string}}
nodes:
  greet:
    type: collect
    into: topic
    ask: "How can I help?"
    retries: {no_input: ["I did not hear you. How can I help?"], no_match: ["Tell me in a few words, please."]}
    next: [{on: done, to: bye}, {on: gave_up, to: bye}]
  bye: {type: end}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    for node in linked.nodes.values():
        if not isinstance(node, Collect | Menu) or node.retries is None:
            continue
        if node.retries.max is not None and node.retries.max.value == 0:
            continue
        if bool(node.retries.no_input) == bool(node.retries.no_match):
            continue
        missing = "no_match" if node.retries.no_input else "no_input"
        who = "whose answer does not fit" if node.retries.no_input else "who is silent"
        message = f"a caller {who} hears the bare question again"
        yield RULE.at(node.mapping.entries["retries"].key.span, message, help=f"Add `{missing}: [...]`.")
