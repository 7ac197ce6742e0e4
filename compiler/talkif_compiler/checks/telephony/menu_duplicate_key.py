"""Two choices of a menu have the same key."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label
from ...fields.leaves import Spanned
from ...linking.link import Linked
from ...nodes.menu import Menu
from ...rule import Rule

RULE = Rule(
    id="menu-duplicate-key",
    severity="error",
    summary="Two choices of a menu have the same key.",
    doc="""\
A key can mean one thing only. The second choice could never be reached by keypad.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet:
    type: menu
    ask: "For sales press 1, for support press 2."
    choices: {sales: {dtmf: 1, to: bye}, support: {dtmf: 1, to: bye}}
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
    ask: "For sales press 1, for support press 2."
    choices: {sales: {dtmf: 1, to: bye}, support: {dtmf: 2, to: bye}}
    next: [{on: no_input, to: bye}, {on: no_match, to: bye}]
  bye: {type: end}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    for node in linked.nodes.values():
        first: dict[str, Spanned[str]] = {}
        for choice in node.choices.values() if isinstance(node, Menu) else ():
            key = choice.dtmf
            if key is not None and key.value in first:
                label = Label(first[key.value].span, "taken here")
                yield RULE.at(key.span, f"the key {key.value} belongs to another choice already", related=(label,))
            elif key is not None:
                first[key.value] = key
