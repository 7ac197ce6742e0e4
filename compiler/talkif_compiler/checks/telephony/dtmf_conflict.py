"""A key of a menu is taken by a choice and by an edge."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label
from ...linking.link import Linked
from ...nodes.menu import Menu
from ...rule import Rule
from .keys import key_of

RULE = Rule(
    id="dtmf-conflict",
    severity="error",
    summary="A key of a menu is taken by a choice and by an edge.",
    doc="""\
A key can mean one thing only. The choice of the menu comes first, so the edge of the same node for that key is never
taken, and callers who press it end somewhere else than the edge says.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet:
    type: menu
    ask: "For sales press 1."
    choices: {sales: {dtmf: 1, to: sales}}
    next: [{on: "dtmf:1", to: bye}, {on: no_input, to: bye}, {on: no_match, to: bye}]
  sales: {type: say, text: "Sales is closed.", next: bye}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet:
    type: menu
    ask: "For sales press 1."
    choices: {sales: {dtmf: 1, to: sales}}
    next: [{on: "dtmf:2", to: bye}, {on: no_input, to: bye}, {on: no_match, to: bye}]
  sales: {type: say, text: "Sales is closed.", next: bye}
  bye: {type: end}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    for node in linked.nodes.values():
        if not isinstance(node, Menu):
            continue
        chosen = {choice.dtmf.value: (name, choice) for name, choice in node.choices.items() if choice.dtmf is not None}
        for edge in node.next:
            key = key_of(edge)
            if key is None or edge.on is None or key not in chosen:
                continue
            name, choice = chosen[key]
            if linked.graph.resolve(choice.to) != linked.graph.resolve(edge.target) and choice.dtmf is not None:
                label = Label(choice.dtmf.span, "taken here")
                message = f"this edge is never taken: the key {key} means the choice `{name}`"
                yield RULE.at(edge.on.span, message, related=(label,), help="Give one of the two another key.")
