"""A call ends with an outcome that the flow does not declare."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.link import Linked
from ...misspelling import respelt
from ...nodes.end import End
from ...rule import Rule
from ...suggest import hint

RULE = Rule(
    id="unknown-outcome",
    severity="error",
    summary="A call ends with an outcome that the flow does not declare.",
    doc="""\
Campaigns, analytics and webhooks go by outcomes. One that is not listed under `outcomes` is a surprise to all of
them. A test that waits for one cannot pass.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
outcomes: [resolved]
nodes:
  greet: {type: say, text: "Hello.", next: bye}
  bye: {type: end, outcome: resolve}
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
    if linked.flow.outcomes is None and "outcomes" in linked.flow.mapping.entries:
        return
    declared = {outcome.value for outcome in linked.flow.outcomes or ()}
    for node in linked.readable_nodes():
        if isinstance(node, End) and node.outcome is not None and node.outcome.value not in declared:
            outcome = node.outcome
            message = f"the outcome `{outcome.value}` is not declared"
            fixes = respelt(outcome.span, outcome.value, declared)
            yield RULE.at(outcome.span, message, help=hint(outcome.value, declared), fixes=fixes)
