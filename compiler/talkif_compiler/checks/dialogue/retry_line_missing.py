"""One kind of miss has lines of its own, the other has none."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.link import Linked
from ...nodes.collect import Collect
from ...nodes.menu import Menu
from ...nodes.slots import slot_for
from ...rule import Rule

RULE = Rule(
    id="retry-line-missing",
    severity="info",
    summary="One kind of miss has lines of its own, the other has none.",
    doc="""\
`retries` says what to tell a caller who is silent, but not one whose answer does not fit, or the other way round. The
caller without a line hears the bare question again and does not learn what went wrong. Nodes without any lines are no
finding, and neither is a missing `no_match` where every spoken answer fits.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {order: {type: string, pattern: "[0-9]{6}"}}
nodes:
  greet:
    type: collect
    into: order
    ask: "Which order is it?"
    retries: {no_input: ["I did not hear you. Which order is it?"]}
    next: [{on: done, to: bye}, {on: gave_up, to: bye}]
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {order: {type: string, pattern: "[0-9]{6}"}}
nodes:
  greet:
    type: collect
    into: order
    ask: "Which order is it?"
    retries: {no_input: ["I did not hear you. Which order is it?"], no_match: ["An order has six digits."]}
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
        if not node.retries.no_match and isinstance(node, Collect) and _takes_any_words(linked, node):
            continue
        missing = "no_match" if node.retries.no_input else "no_input"
        who = "whose answer does not fit" if node.retries.no_input else "who is silent"
        message = f"a caller {who} hears the bare question again"
        yield RULE.at(node.mapping.entries["retries"].key.span, message, help=f"Add `{missing}: [...]`.")


def _takes_any_words(linked: Linked, node: Collect) -> bool:
    """Nothing that is said can fail to fit, and no "no" sends the caller back. What is typed may be nothing at all."""
    variable = linked.scope.variables.get(node.into.value)
    if variable is None or variable.pattern is not None or node.validate is not None:
        return False
    slot = node.slot.value if node.slot is not None else slot_for(variable)
    is_asked_back = node.confirm is not None and node.confirm.value != "never"
    is_typed = any(way.value == "dtmf" for way in node.input or ())
    return slot == "text" and variable.type in ("string", "any") and not is_asked_back and not is_typed
