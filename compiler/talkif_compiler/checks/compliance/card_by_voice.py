"""A card number, a password or the like is asked for aloud."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Edit, Fix
from ...linking.link import Linked
from ...nodes.agent import Agent
from ...nodes.collect import Collect
from ...nodes.extract import Extract
from ...rule import Rule
from ..dialogue.new_key import added
from .sensitive import is_personal

RULE = Rule(
    id="card-by-voice",
    severity="warning",
    summary="A card number, a password or the like is asked for aloud.",
    doc="""\
What is spoken is heard by whoever stands near, goes to the vendor of recognition, and is in the transcript word for
word. Keys are not. The rule looks at `collect` nodes that take speech, at `extract` of agents, and at `extract` nodes,
when they fill a variable with a name such as `card_number`, `cvv`, `ssn` or `password`.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {card_number: {type: string}}
nodes:
  greet:
    type: collect
    into: card_number
    ask: "What is your card number?"
    next: [{on: done, to: bye}, {on: gave_up, to: bye}]
  bye: {type: end, say: "Your card is {{default card_number 'missing'}}."}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {card_number: {type: string}}
nodes:
  greet:
    type: collect
    into: card_number
    ask: "Please key in your card number."
    input: dtmf
    next: [{on: done, to: bye}, {on: gave_up, to: bye}]
  bye: {type: end, say: "Your card is {{default card_number 'missing'}}."}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    for node in linked.nodes.values():
        if isinstance(node, Collect):
            yield from _collected(linked, node)
        elif isinstance(node, Agent | Extract):
            for name in node.written():
                if is_personal(linked, ("vars", name.value)):
                    message = f"`{name.value}` is read out of what the caller says aloud"
                    yield RULE.at(name.span, message, help="Ask for it in a `collect` with `input: dtmf`.")


def _collected(linked: Linked, node: Collect) -> Iterator[Diagnostic]:
    is_spoken = node.input is None or any(item.value == "speech" for item in node.input)
    if not is_spoken or not is_personal(linked, ("vars", node.into.value)):
        return
    edit = added(node.mapping, "into", "input: dtmf")
    if node.input is not None:
        edit = Edit(node.mapping.entries["input"].value.span, "dtmf")
    message = f"callers say `{node.into.value}` aloud"
    fixes = (Fix("Take keys alone", (edit,), "unsafe"),)
    yield RULE.at(node.into.span, message, help="Take keys alone: `input: dtmf`.", fixes=fixes)
