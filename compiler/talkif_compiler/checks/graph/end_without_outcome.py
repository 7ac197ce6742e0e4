"""A call ends without one of the outcomes that the flow declares."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label
from ...linking.link import Linked
from ...nodes.end import End
from ...rule import Rule
from ...suggest import one_of

RULE = Rule(
    id="end-without-outcome",
    severity="error",
    summary="A call ends without one of the outcomes that the flow declares.",
    doc="""\
Once a flow declares `outcomes`, campaigns decide by them whom to call again, and reports count by them. A call that
ends without one is missing from all of that.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
outcomes: [resolved]
nodes:
  greet:
    type: agent
    prompt: Help the caller.
    next: [{when: The caller is satisfied, to: thank}, {when: The caller gives up, to: bye}]
  thank: {type: end, say: "Thank you.", outcome: resolved}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
outcomes: [resolved, abandoned]
nodes:
  greet:
    type: agent
    prompt: Help the caller.
    next: [{when: The caller is satisfied, to: thank}, {when: The caller gives up, to: bye}]
  thank: {type: end, say: "Thank you.", outcome: resolved}
  bye: {type: end, outcome: abandoned}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    declared = linked.flow.outcomes
    if not declared:
        return
    names = one_of([outcome.value for outcome in declared])
    for node_id, node in linked.nodes.items():
        if isinstance(node, End) and node.outcome is None:
            yield RULE.at(
                node.type.span,
                f"`{node_id}` ends the call without an outcome",
                related=(Label(linked.flow.mapping.entries["outcomes"].key.span, "the flow declares outcomes"),),
                help=f"Add `outcome:` with {names}.",
            )
