"""A flow that is run or jumped to has errors."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.link import Linked
from ...nodes.jump import Jump
from ...nodes.subflow import Subflow
from ...rule import Rule

RULE = Rule(
    id="broken-flow",
    severity="error",
    summary="A flow that is run or jumped to has errors.",
    doc="""\
A flow is compiled together with the flows that it leads to, so that one call never runs a mixture of versions. While
one of them has errors, the whole cannot be built. The errors themselves are shown when that flow is validated.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: verify
nodes:
  verify: {type: subflow, flow: identity, next: [{on: "exit:known", to: bye}, {on: "exit:unknown", to: bye}]}
  bye: {type: end}
# --- flows/identity.yaml ---
schema: talkif.flow/v1
flow: identity
inputs: {attempts: {type: integer, default: 3}}
variables: {name: {type: string}}
outputs: [name]
outcomes: [known, unknown]
start: ask
nodes:
  ask: {type: collect, into: name, ask: "Who are you?", next: [{on: done, to: known}, {on: gave_up, to: unknown}]}
  known: {type: end, outcome: known}
  unknown: {type: end, outcome: unknown, say: "Bye {{nme}}."}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: verify
nodes:
  verify: {type: subflow, flow: identity, next: [{on: "exit:known", to: bye}, {on: "exit:unknown", to: bye}]}
  bye: {type: end}
# --- flows/identity.yaml ---
schema: talkif.flow/v1
flow: identity
inputs: {attempts: {type: integer, default: 3}}
variables: {name: {type: string}}
outputs: [name]
outcomes: [known, unknown]
start: ask
nodes:
  ask: {type: collect, into: name, ask: "Who are you?", next: [{on: done, to: known}, {on: gave_up, to: unknown}]}
  known: {type: end, outcome: known}
  unknown: {type: end, outcome: unknown}
""",
    required=True,
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    """Flows that cannot even be read. The pipeline finds those with other errors, once it compiles them."""
    for node_id, node in linked.nodes.items():
        if isinstance(node, Subflow | Jump) and node_id not in linked.called:
            path = linked.library.path(node.flow.value)
            if path is not None and not linked.library.is_too_deep(node.flow.value):
                yield RULE.at(node.flow.span, f"the flow `{node.flow.value}` has errors", help=f"Validate {path}.")
