"""A flow is run, jumped to or tested that is not there."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.link import Linked
from ...misspelling import respelt
from ...nodes.jump import Jump
from ...nodes.subflow import Subflow
from ...rule import Rule
from ...suggest import hint

RULE = Rule(
    id="unknown-flow",
    severity="error",
    summary="A flow is run, jumped to or tested that is not there.",
    doc="""\
A `subflow` or `jump` names a flow of the repository, or one that `talkif.lock` imports. The call would come to a place
from which it cannot go on. A test names a flow of the repository.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: verify
nodes:
  verify: {type: subflow, flow: identiy, next: [{on: "exit:known", to: bye}, {on: "exit:unknown", to: bye}]}
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
    for node in linked.readable_nodes():
        if isinstance(node, Subflow | Jump) and node.flow is not None:
            name = node.flow.value
            if linked.library.find(name) is None and linked.library.path(name) is None:
                message, advice = _missing(linked, name)
                is_locked = linked.library.locked(name) is not None
                fixes = () if is_locked else respelt(node.flow.span, name, linked.library.names())
                yield RULE.at(node.flow.span, message, help=advice, fixes=fixes)


def _missing(linked: Linked, name: str) -> tuple[str, str]:
    """Why there is no such flow, and what to do."""
    if linked.library.locked(name) is not None:
        return f"the imported file of `{name}` is missing or has changed", "Run `talkif-flows lock`."
    return f"there is no flow `{name}`", hint(name, linked.library.names())
