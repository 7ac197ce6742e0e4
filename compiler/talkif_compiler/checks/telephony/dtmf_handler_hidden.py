"""A key that leads somewhere in the whole flow means something else in a menu."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label
from ...linking.link import Linked
from ...nodes.menu import Menu
from ...rule import Rule
from .keys import key_of

RULE = Rule(
    id="dtmf-handler-hidden",
    severity="warning",
    summary="A key that leads somewhere in the whole flow means something else in a menu.",
    doc="""\
Callers learn that 0 brings them to a person, and press it when they are stuck. In this menu a choice has the key, and
the choice comes first. Leave the key of a handler free in menus, or let both lead to the same node.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
handlers: [{on: "dtmf:0", to: human}]
nodes:
  greet:
    type: menu
    ask: "For sales press 1. To hear this again press 0."
    choices: {sales: {dtmf: 1, to: bye}, again: {dtmf: 0, to: greet}}
    next: [{on: no_input, to: bye}, {on: no_match, to: bye}]
  human: {type: transfer, to: "+14155550123", next: [{on: failure, to: bye}]}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
handlers: [{on: "dtmf:0", to: human}]
nodes:
  greet:
    type: menu
    ask: "For sales press 1. To hear this again press 9."
    choices: {sales: {dtmf: 1, to: bye}, again: {dtmf: 9, to: greet}}
    next: [{on: no_input, to: bye}, {on: no_match, to: bye}]
  human: {type: transfer, to: "+14155550123", next: [{on: failure, to: bye}]}
  bye: {type: end}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    everywhere = {key: handler for handler in reversed(linked.handlers) if (key := key_of(handler)) is not None}
    for node_id, node in linked.nodes.items():
        if not isinstance(node, Menu) or node.refuses_handlers:
            continue
        for name, choice in node.choices.items():
            handler = everywhere.get(choice.dtmf.value) if choice.dtmf is not None else None
            if handler is None or choice.dtmf is None:
                continue
            if linked.graph.resolve(handler.target) not in (linked.graph.resolve(choice.to), node_id):
                message = f"elsewhere the key {choice.dtmf.value} leads to `{handler.target.value}`, here to `{name}`"
                label = Label(handler.place, "holds in the whole flow")
                yield RULE.at(choice.dtmf.span, message, related=(label,), help="Give the choice another key.")
