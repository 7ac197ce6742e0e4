"""A line for another try comes after the last try."""

from __future__ import annotations

from collections.abc import Iterator

from ...defaults import RETRIES_MAX
from ...diagnostics import Diagnostic, Label
from ...linking.link import Linked
from ...nodes.collect import Collect
from ...nodes.menu import Menu
from ...rule import Rule

RULE = Rule(
    id="retry-line-never-said",
    severity="warning",
    summary="A line for another try comes after the last try.",
    doc="""\
A question is asked again at most `max` times, twice when `max` is left out, and the n-th time the n-th line of
`no_input` or `no_match` is said. What comes after that is never heard: often it is the kindest line of all, the one
that offers another way.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet:
    type: menu
    ask: "Press 1 for sales."
    choices: {sales: {dtmf: 1, to: bye}}
    retries: {no_input: ["Please press a key.", "There is but the 1.", "One more time."], no_match: ["Please press 1."]}
    next: [{on: no_input, to: bye}, {on: no_match, to: bye}]
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet:
    type: menu
    ask: "Press 1 for sales."
    choices: {sales: {dtmf: 1, to: bye}}
    retries: {no_input: ["Please press a key.", "There is only the 1."], no_match: ["Please press 1."]}
    next: [{on: no_input, to: bye}, {on: no_match, to: bye}]
  bye: {type: end}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    for node in linked.nodes.values():
        retries = node.retries if isinstance(node, Collect | Menu) else None
        if retries is None or (retries.max is None and "max" in retries.mapping.entries):
            continue
        most = retries.max.value if retries.max is not None else RETRIES_MAX
        related = (Label(retries.max.span, "so often"),) if retries.max is not None else ()
        for lines in (retries.no_input or (), retries.no_match or ()):
            if len(lines) > most:
                message = f"this is never said: the question is asked again {_times(most)}"
                advice = f"Write `max: {len(lines)}`, or leave the line out."
                yield RULE.at(lines[most].span, message, help=advice, related=related)


def _times(count: int) -> str:
    words = {0: "not at all", 1: "once", 2: "twice"}
    return words.get(count, f"{count} times")
