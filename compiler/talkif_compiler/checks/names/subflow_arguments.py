"""A flow is not given what it takes."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.flow_interface import FlowInterface
from ...linking.link import Linked
from ...nodes.jump import Jump
from ...nodes.subflow import Subflow
from ...rule import Rule
from ...subtyping import fits
from ...suggest import hint

RULE = Rule(
    id="subflow-arguments",
    severity="error",
    summary="A flow is not given what it takes.",
    doc="""\
`inputs` of a `subflow` or `jump` have to be inputs of the other flow, and all that it requires; `outputs` have to be
outputs of it that fit the variable they go to. On a call, a missing input is a hole in a sentence or a condition that
fails.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: verify
nodes:
  verify:
    type: subflow
    flow: identity
    inputs: {attemps: "2"}
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
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: verify
nodes:
  verify:
    type: subflow
    flow: identity
    inputs: {attempts: "2"}
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
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    for node, interface in linked.calls():
        yield from _inputs(node, interface)
        if isinstance(node, Subflow):
            yield from _outputs(linked, node, interface)


def _inputs(node: Subflow | Jump, interface: FlowInterface) -> Iterator[Diagnostic]:
    given = node.keys_in("inputs")
    for name in given or ():
        if name.text not in interface.inputs:
            message = f"the flow `{interface.flow}` has no input `{name.text}`"
            yield RULE.at(name.span, message, help=hint(name.text, interface.inputs), related=interface.declared)
    names = {name.text for name in given or ()}
    for needed, spec in interface.inputs.items() if given is not None else ():
        if spec.required and spec.default is None and needed not in names:
            message = f"the flow `{interface.flow}` requires the input `{needed}`"
            advice = f"Add `inputs: {{{needed}: ...}}`."
            yield RULE.at(node.flow.span, message, help=advice, related=interface.declared)


def _outputs(linked: Linked, node: Subflow, interface: FlowInterface) -> Iterator[Diagnostic]:
    for variable, output in (node.outputs or {}).items():
        sources = interface.outputs.get(output.value, ())
        target = linked.scope.variables.get(variable)
        misfit = next((source for source in sources if target is not None and not fits(source, target)), None)
        if not sources and interface.is_whole:
            message = f"the flow `{interface.flow}` has no output `{output.value}`"
            advice = hint(output.value, interface.outputs)
            yield RULE.at(output.span, message, help=advice, related=interface.declared)
        elif target is not None and misfit is not None:
            message = f"`{output.value}` is of type `{misfit.type}` and does not fit `{variable}` ({target.type})"
            yield RULE.at(output.span, message, related=interface.declared)
