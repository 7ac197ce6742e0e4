"""A key that ends or clears keypad input is wanted as part of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label
from ...fields.edges import EdgeFields
from ...linking.link import Linked
from ...nodes.collect import Collect
from ...rule import Rule
from .keys import key_of

RULE = Rule(
    id="terminator-in-digits",
    severity="warning",
    summary="A key that ends or clears keypad input is wanted as part of it.",
    doc="""\
While a `collect` takes keys, `#` ends the answer and `*` clears it. An answer that has to contain one of them can never
be typed, and an edge or handler for one of them is not taken there. The rule looks at nodes with `input: [dtmf]` or
both.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {code: {type: string, pattern: "[0-9]{3}#"}}
nodes:
  greet:
    type: collect
    into: code
    ask: "Please key in the code."
    input: dtmf
    next: [{on: done, to: bye}, {on: gave_up, to: bye}]
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {code: {type: string, pattern: "[0-9]{3}"}}
nodes:
  greet:
    type: collect
    into: code
    ask: "Please key in the code."
    input: dtmf
    next: [{on: done, to: bye}, {on: gave_up, to: bye}]
  bye: {type: end}
""",
)


_EFFECT = {"#": "ends the answer", "*": "clears the answer"}
#: A hash, or an asterisk that is meant and no operator of the pattern.
_NEEDED = re.compile(r"(?P<hash>#)|\\(?P<star>\*)|\[(?P<single>\*)\]")


def check(linked: Linked) -> Iterator[Diagnostic]:
    keyed = {
        node_id: node
        for node_id, node in linked.nodes.items()
        if isinstance(node, Collect) and any(item.value == "dtmf" for item in node.input or ())
    }
    for node in keyed.values():
        yield from _pattern(linked, node)
        yield from _edges(node.next, node)
    holding = {node_id: node for node_id, node in keyed.items() if not node.refuses_handlers}
    for handler in linked.handlers if holding else ():
        target = linked.graph.resolve(handler.target)
        first = next((node for node_id, node in holding.items() if node_id != target), None)
        yield from _edges((handler,), first) if first is not None else ()


def _pattern(linked: Linked, node: Collect) -> Iterator[Diagnostic]:
    fields = (linked.flow.variables or {}).get(node.into.value)  # type: ignore[call-overload]
    if fields is None or fields.pattern is None:
        return
    match = _NEEDED.search(fields.pattern.value)
    if match is not None:
        key = "#" if match["hash"] else "*"
        message = f"`{key}` {_EFFECT[key]} on the keypad, so a value of this pattern cannot be typed"
        yield RULE.at(fields.pattern.span, message, related=(Label(node.ask.span, "asked for here"),))


def _edges(edges: tuple[EdgeFields, ...], node: Collect) -> Iterator[Diagnostic]:
    for edge in edges:
        key = key_of(edge)
        if key is not None and edge.on is not None and key[0] in _EFFECT:
            message = f"`{key[0]}` {_EFFECT[key[0]]} where keys are collected, so it is not taken there"
            label = Label(node.into.span, "keys are collected here")
            yield RULE.at(edge.on.span, message, related=(label,), help="Use a digit.")
