"""A silent caller is never asked whether they are still there."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.link import Linked
from ...nodes.agent import Agent
from ...rule import Rule

RULE = Rule(
    id="silence-not-handled",
    severity="warning",
    summary="A silent caller is never asked whether they are still there.",
    doc="""\
An `agent` waits for the caller. When they put the phone down without hanging up, nothing happens until `max_call` is
over, and all that time is paid for. `settings.idle` asks them and then leads on, and so does an edge or handler
`on: silence`. The rule looks at flows that have `settings`.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: talk
settings: {max_call: 10m}
nodes:
  talk: {type: agent, prompt: Help., next: [{when: "The caller says goodbye", to: bye}]}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: talk
settings: {max_call: 10m, idle: {after: 8s, prompts: ["Are you still there?"], then: bye}}
nodes:
  talk: {type: agent, prompt: Help., next: [{when: "The caller says goodbye", to: bye}]}
  bye: {type: end}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    settings = linked.flow.settings
    if settings is None or "idle" in settings.mapping.entries:
        return
    for node_id, node in linked.nodes.items():
        if not isinstance(node, Agent) or node.lacks_edges or linked.graph.takes(node_id, "silence"):
            continue
        if not any(edge.on is not None and edge.on.value == "silence" for edge in node.next):
            advice = 'Add `idle: {after: 8s, prompts: ["Are you still there?"], then: ...}` to the settings.'
            yield RULE.at(node.type.span, "when the caller is silent here, nothing happens", help=advice)
            return
