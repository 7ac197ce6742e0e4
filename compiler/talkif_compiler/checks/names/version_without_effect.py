"""A version is asked for of a flow that is built in as it stands in the repository."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Fix, Label
from ...linking.link import Linked
from ...nodes.jump import Jump
from ...nodes.subflow import Subflow
from ...rule import Rule
from .removal import without

_IDENTITY = """\
# --- flows/identity.yaml ---
schema: talkif.flow/v1
flow: identity
variables: {name: {type: string}}
outputs: [name]
outcomes: [known, unknown]
start: ask
nodes:
  ask: {type: collect, into: name, ask: "Who are you?", next: [{on: done, to: known}, {on: gave_up, to: unknown}]}
  known: {type: end, outcome: known}
  unknown: {type: end, outcome: unknown}
"""

RULE = Rule(
    id="version-without-effect",
    severity="warning",
    summary="A version is asked for of a flow that is built in as it stands in the repository.",
    doc="""\
`version` of a `subflow` or `jump` chooses among the published versions of a flow that `talkif.lock` imports. A flow of
the same repository is built in as it stands there: it has no version before it is published, so the range keeps
nothing out, and a call runs what the author may have meant to rule out.
""",
    bad=f"""\
schema: talkif.flow/v1
flow: greeting
start: verify
nodes:
  verify:
    type: subflow
    flow: identity
    version: ^1.2
    next: [{{on: "exit:known", to: bye}}, {{on: "exit:unknown", to: bye}}]
  bye: {{type: end}}
{_IDENTITY}""",
    good=f"""\
schema: talkif.flow/v1
flow: greeting
start: verify
nodes:
  verify:
    type: subflow
    flow: identity
    next: [{{on: "exit:known", to: bye}}, {{on: "exit:unknown", to: bye}}]
  bye: {{type: end}}
{_IDENTITY}""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    """One that is locked as well is left to `version-unsatisfied`, and to `talkif-flows lock --check`."""
    for node in linked.readable_nodes():
        if not isinstance(node, Subflow | Jump) or node.version is None or node.flow is None:
            continue
        name = node.flow.value
        if linked.library.path(name) is not None and linked.library.locked(name) is None:
            yield RULE.at(
                node.version.span,
                f"`{name}` is built in as it stands in this repository, whatever its version",
                related=tuple(Label(place, "the other flow") for place in linked.library.places(name)),
                help="To build with a published version, move the flow out of the repository and lock it.",
                fixes=(Fix("Remove the version", (without(node.mapping, "version"),), "unsafe"),),
            )
