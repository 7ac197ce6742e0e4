"""The locked version of an imported flow is not one that the flow accepts."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label
from ...linking.link import Linked
from ...nodes.jump import Jump
from ...nodes.subflow import Subflow
from ...rule import Rule

RULE = Rule(
    id="version-unsatisfied",
    severity="error",
    summary="The locked version of an imported flow is not one that the flow accepts.",
    doc="""\
A `subflow` or `jump` may say which versions of the other flow will do: `version: ^1.2`. `talkif.lock` says which one
the repository builds with. When the two disagree, the flow would run something that its author has ruled out.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: verify
nodes:
  verify:
    type: subflow
    flow: identity
    version: ^2.0
    next: [{on: "exit:known", to: bye}, {on: "exit:unknown", to: bye}]
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
# --- talkif.lock ---
schema: talkif.lock/v1
flows: {identity: {version: 1.4.2, digest: "sha256:0", file: imports/identity.json}}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: verify
nodes:
  verify:
    type: subflow
    flow: identity
    version: ^1.2
    next: [{on: "exit:known", to: bye}, {on: "exit:unknown", to: bye}]
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
# --- talkif.lock ---
schema: talkif.lock/v1
flows: {identity: {version: 1.4.2, digest: "sha256:0", file: imports/identity.json}}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    for node in linked.readable_nodes():
        if not isinstance(node, Subflow | Jump) or node.version is None or node.flow is None:
            continue
        locked = linked.library.locked(node.flow.value)
        if locked is not None and not node.version.value.allows(locked.version.value):
            version = ".".join(map(str, locked.version.value))
            message = f"`{node.flow.value}` is locked at {version}, which is not in `{node.version.value.text}`"
            related = (Label(locked.version.span, "locked here"),)
            yield RULE.at(node.version.span, message, related=related, help="Run `talkif-flows lock`.")
