"""A key is the beginning of a longer sequence of keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from ...diagnostics import Diagnostic, Label
from ...fields.edges import EdgeFields
from ...linking.link import Linked
from ...nodes.collect import Collect
from ...nodes.fields import NodeFields
from ...nodes.menu import Menu
from ...rule import Rule
from ...source import Span
from .keys import key_of

RULE = Rule(
    id="dtmf-prefix-conflict",
    severity="warning",
    summary="A key is the beginning of a longer sequence of keys.",
    doc="""\
With both 1 and 12, nobody knows after the 1 whether a 2 follows. Everyone who wants the 1 waits for the pause that ends
a sequence, and who types slowly ends at 1 instead of 12. The rule looks at the keys that hold in one node: its choices,
its edges, and the handlers.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
handlers: [{on: "dtmf:12", to: human}]
nodes:
  greet:
    type: menu
    ask: "For sales press 1."
    choices: {sales: {dtmf: 1, to: bye}}
    next: [{on: no_input, to: bye}, {on: no_match, to: bye}]
  human: {type: transfer, to: "+14155550123", next: [{on: failure, to: bye}]}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
handlers: [{on: "dtmf:92", to: human}]
nodes:
  greet:
    type: menu
    ask: "For sales press 1."
    choices: {sales: {dtmf: 1, to: bye}}
    next: [{on: no_input, to: bye}, {on: no_match, to: bye}]
  human: {type: transfer, to: "+14155550123", next: [{on: failure, to: bye}]}
  bye: {type: end}
""",
)


_MOST_EDGES = 100
"""With keys, of one node or among the handlers."""


def check(linked: Linked) -> Iterator[Diagnostic]:
    handlers = _keys(linked.handlers)
    targets = {linked.graph.resolve(handler.target) for handler in linked.handlers}
    seen: set[tuple[Span, Span]] = set()
    for node_id, node in linked.nodes.items():
        # While it takes keypad input, the keys are the answer's.
        if isinstance(node, Collect) and any(item.value == "dtmf" for item in node.input or ()):
            continue
        holding: Mapping[str, Span] = {}
        if handlers and node.LISTENS and not node.refuses_handlers:
            holding = _keys(linked.handlers_in(node_id)) if node_id in targets else handlers
        keys = {**holding, **_own(node)}
        for longer, place in keys.items():
            first = next((longer[:count] for count in range(1, len(longer)) if longer[:count] in keys), None)
            if first is not None and (place, keys[first]) not in seen:
                seen.add((place, keys[first]))
                message = f"after {first} nobody knows whether {longer} is meant, so callers who press {first} wait"
                label = Label(keys[first], f"{first} is taken here")
                yield RULE.at(place, message, related=(label,), help="Use keys of which none begins another.")


def _own(node: NodeFields) -> dict[str, Span]:
    keys = _keys(node.next)
    if isinstance(node, Menu):
        keys |= {choice.dtmf.value: choice.dtmf.span for choice in node.choices.values() if choice.dtmf is not None}
    return keys


def _keys(edges: Iterable[EdgeFields]) -> dict[str, Span]:
    keyed = ((key, edge.place) for edge in edges if (key := key_of(edge)) is not None)
    return dict(islice(keyed, _MOST_EDGES))
