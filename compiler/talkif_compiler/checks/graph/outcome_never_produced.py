"""The flow declares an outcome with which no call ends."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.link import Linked
from ...nodes.end import End
from ...nodes.jump import Jump
from ...rule import Rule

RULE = Rule(
    id="outcome-never-produced",
    severity="warning",
    summary="The flow declares an outcome with which no call ends.",
    doc="""\
Whoever reads the outcomes of the flow waits for one that never comes: a retry rule that never applies, a report with
an empty column, a flow that handles an exit which is never taken.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
outcomes: [resolved, escalated]
nodes:
  greet: {type: say, text: "Hello.", next: bye}
  bye: {type: end, outcome: resolved}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
outcomes: [resolved]
nodes:
  greet: {type: say, text: "Hello.", next: bye}
  bye: {type: end, outcome: resolved}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    ends = [node for node in linked.nodes.values() if isinstance(node, End)]
    declared = {outcome.value for outcome in linked.flow.outcomes or ()}
    produced = {node.outcome.value for node in ends if node.outcome is not None}
    # With a node that cannot be read, or that names no outcome or an unknown one, something else comes first.
    is_whole = all(node is not None for node in linked.flow.nodes.values())
    others = [linked.called.get(node_id) for node_id, node in linked.nodes.items() if isinstance(node, Jump)]
    is_whole = is_whole and all(other is not None and other.is_whole for other in others)
    if not is_whole or not produced <= declared or any(node.outcome is None for node in ends):
        return
    ending = produced.union(*(other.exits for other in others if other is not None))
    for outcome in linked.flow.outcomes or ():
        if outcome.value not in ending:
            message = f"no call ends with the outcome `{outcome.value}`"
            advice = "Name it in an `end` node, or remove it."
            yield RULE.at(outcome.span, message, help=advice)
