"""Conditions may all be false, and nothing says what then."""

from __future__ import annotations

from collections.abc import Iterator

from ... import suggest
from ...diagnostics import Diagnostic
from ...files.flow import FlowFields
from ...linking.conditions.failing import succeeding
from ...linking.conditions.meaning import Cases
from ...linking.conditions.nullness import needed
from ...linking.conditions.tree import Leaf, Tree
from ...linking.link import Linked
from ...nodes.fields import RESTING, NodeFields
from ...nodes.set import Set
from ...nodes.switch import Switch
from ...rule import Rule
from ..known import asked_of, decisions_of, presence_of, syntaxes_of
from ..names.impossible_edge import is_possible

RULE = Rule(
    id="missing-else",
    severity="error",
    summary="Conditions may all be false, and nothing says what then.",
    doc="""\
A `branch` takes the first edge whose condition holds, and a `switch` the case of a value. When there is none and no
`else`, the call is stuck. None is needed where every value of an enum or boolean has its way. A value that
may be null needs one, unless every way to the node asks for it first, as `{if: "has(inputs.plan)", to: ...}` does. So
does an expression that may fail, as `bool(inputs.text)` may. A `wait`, a `play`, a `dtmf` or a `record` whose edges are
all for events needs one, too, for when it is done.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
inputs: {plan: {type: enum, values: [free, pro], default: free}}
nodes:
  greet: {type: branch, next: [{if: "inputs.plan == 'pro'", to: bye}]}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
inputs: {plan: {type: enum, values: [free, pro], default: free}}
nodes:
  greet: {type: branch, next: [{if: "inputs.plan == 'pro'", to: bye}, {else: bye}]}
  bye: {type: end}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    decisions = linked.once(decisions_of)
    # After a handler that returns, a node without a way on leads back.
    comes_back = any(handler.returns for handler in linked.handlers)
    for node_id, node in linked.nodes.items():
        kinds = {edge.kind for edge in node.next}
        if node.lacks_edges or kinds & {"always", "else"}:
            continue
        if isinstance(node, Switch):
            yield from _switch(linked, node_id, node)
        elif "if" in kinds & node.WAYS.kinds and node.WAYS.kinds <= {"always", "if", "on", "else"}:
            left = decisions.left_over(node.next)
            if left:
                advice = "Add `- {else: ...}`."
                yield RULE.at(node.next[-1].place, "no `else` follows the last condition", help=_open(left) + advice)
        elif kinds == {"on"} and node.WAYS is RESTING and not comes_back and _are_possible(node):
            message = f"nothing says where the call goes once this `{node.TYPE}` is done"
            yield RULE.at(node.next[-1].place, message, help="Add `- {else: ...}`.")


def _are_possible(node: NodeFields) -> bool:
    """An edge that the node cannot have is a finding of its own, and probably means the way on."""
    return all(is_possible(node, edge) for edge in node.next)


def _switch(linked: Linked, node_id: str, node: Switch) -> Iterator[Diagnostic]:
    decisions = linked.once(decisions_of)
    subject = decisions.subject(node.on)
    if subject is None or _is_unread(linked.flow, decisions.tree(node.on)):
        return
    values = subject.values()
    if values is None or not _is_there(linked, node_id, node):
        yield RULE.at(node.on.span, "no `else` for other values", help="Add `next: [{else: ...}]`.")
        return
    missing = [value for value in values if value not in node.cases]
    unknown = [case for case in node.cases if case not in values]
    # A misspelt case is a finding of its own, and the missing one is probably what was meant.
    if len(missing) > len(unknown):
        message = f"nothing is said for {suggest.one_of(missing, 'and')}"
        yield RULE.at(node.on.span, message, help="Add a case for each, or `next: [{else: ...}]`.")


def _is_unread(flow: FlowFields, tree: Tree | None) -> bool:
    """Whether it is about a name of which the declaration cannot be read, so that its values are not known."""
    path = tree.left if isinstance(tree, Leaf) else None
    if not isinstance(path, tuple) or len(path) < 2:
        return False
    declared = {"vars": flow.variables, "inputs": flow.inputs}.get(path[0]) or {}
    return any(name == path[1] and fields is None for name, fields in declared.items())


def _is_there(linked: Linked, node_id: str, node: Switch) -> bool:
    """Whether it is no null and cannot fail: every way to the node gives the value, or asks for it first."""
    source, asked = node.on.source, linked.once(asked_of)
    value = needed(source, linked.scope)
    success = succeeding(source, linked.scope, linked.once(syntaxes_of), asked)
    if value is None or success is None or any(name[:2] in linked.once(_computed) for name in value):
        return False
    presence = linked.once(presence_of)
    return all(presence.is_sure(name, node_id) for name in value | success)


def _computed(linked: Linked) -> frozenset[tuple[str, ...]]:
    """Variables that some expression fills, which may give null."""
    edges = (edge for edges in (linked.handlers, *(node.next for node in linked.nodes.values())) for edge in edges)
    on_edges = (edge.set or {} for edge in edges)
    in_nodes = (node.assignments for node in linked.nodes.values() if isinstance(node, Set))
    return frozenset(("vars", str(name)) for assignments in (*on_edges, *in_nodes) for name in assignments)


def _open(left: Cases) -> str:
    """The values of an enum for which nothing is said, if it is as simple as that."""
    if len(left) != 1 or len(left[0]) != 1:
        return ""
    ((variable, values),) = left[0].items()
    words = [str(word) for kind, word in sorted(values.words, key=str) if kind in ("text", "flag")]
    is_plain = words and not values.is_all_but and not values.stretches and len(words) == len(values.words)
    if not is_plain:
        return ""
    shown = [word.lower() if ("flag", word == "True") in values.words else word for word in words]
    return f"Nothing is said for `{'.'.join(variable)}` being {suggest.one_of(shown)}. "
