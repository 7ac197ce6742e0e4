"""A flow is not given what it takes."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.conditions.failing import succeeding
from ...linking.conditions.nullness import needed
from ...linking.flow_interface import FlowInterface
from ...linking.link import Linked
from ...misspelling import respelt
from ...nodes.jump import Jump
from ...nodes.subflow import Subflow
from ...rule import Rule
from ...subtyping import fits
from ...suggest import hint
from ..known import asked_of, faulty_leaves, presence_of, syntaxes_of

RULE = Rule(
    id="subflow-arguments",
    severity="error",
    summary="A flow is not given what it takes.",
    doc="""\
`inputs` of a `subflow` or `jump` have to be inputs of the other flow, and all that it requires; `outputs` have to be
outputs of it that fit the variable they go to. On a call, a missing input is a hole in a sentence or a condition that
fails. What fails or is empty is not given at all, so an expression for a required input has to give a value on every
call. That a field of the contact may be empty is a warning.
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
    for node_id, interface in linked.called.items():
        caller = linked.nodes[node_id]
        if isinstance(caller, Subflow | Jump):
            yield from _unsure(linked, node_id, caller, interface)


def _inputs(node: Subflow | Jump, interface: FlowInterface) -> Iterator[Diagnostic]:
    given = node.keys_in("inputs")
    for name in given or ():
        if name.text not in interface.inputs:
            message = f"the flow `{interface.flow}` has no input `{name.text}`"
            advice = hint(name.text, interface.inputs)
            fixes = respelt(name.span, name.text, interface.inputs.keys() - {key.text for key in given or ()})
            yield RULE.at(name.span, message, help=advice, related=interface.declared, fixes=fixes)
    names = {name.text for name in given or ()}
    for name_, spec in interface.inputs.items() if given is not None else ():
        if spec.required and spec.default is None and name_ not in names:
            message = f"the flow `{interface.flow}` requires the input `{name_}`"
            advice = f"Add `inputs: {{{name_}: ...}}`."
            yield RULE.at(node.flow.span, message, help=advice, related=interface.declared)


def _unsure(linked: Linked, node_id: str, node: Subflow | Jump, interface: FlowInterface) -> Iterator[Diagnostic]:
    """Required inputs that a call may lack. Variables and members that are not there are findings of other rules."""
    for name, formula in (node.inputs or {}).items():
        spec = interface.inputs.get(name)
        if spec is None or not spec.required or spec.default is not None or formula in linked.once(faulty_leaves):
            continue
        without = f"and then `{interface.flow}` is not given `{name}`, which it requires"
        fails = succeeding(formula.source, linked.scope, linked.once(syntaxes_of), linked.once(asked_of)) is None
        needs = needed(formula.source, linked.scope)
        if fails or needs is None:
            message = f"this {'may fail' if fails else 'may be null'}, {without}"
            advice = "Ask first, and say what to take instead: `... ? ... : ...`."
            yield RULE.at(formula.span, message, help=advice, related=interface.declared)
            continue
        empty = (path for path in sorted(needs) if not linked.once(presence_of).is_sure(path, node_id))
        if (path := next(empty, None)) is not None:
            field = ".".join(path)
            advice = f"Say what to take instead: `has({field}) ? {field} : ...`."
            found = RULE.at(formula.span, f"`{field}` may be empty, {without}", help=advice, related=interface.declared)
            yield found.with_severity("warning")


def _outputs(linked: Linked, node: Subflow, interface: FlowInterface) -> Iterator[Diagnostic]:
    for variable, output in (node.outputs or {}).items():
        sources = interface.outputs.get(output.value, ())
        target = linked.scope.variables.get(variable)
        misfit = next((source for source in sources if target is not None and not fits(source, target)), None)
        if not sources and interface.is_whole:
            message = f"the flow `{interface.flow}` has no output `{output.value}`"
            advice = hint(output.value, interface.outputs)
            fixes = respelt(output.span, output.value, interface.outputs)
            yield RULE.at(output.span, message, help=advice, related=interface.declared, fixes=fixes)
        elif target is not None and misfit is not None:
            message = f"`{output.value}` is of type `{misfit.type}` and does not fit `{variable}` ({target.type})"
            yield RULE.at(output.span, message, related=interface.declared)
