"""Two nodes in a row only speak, and could be one."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label
from ...linking.flow_graph import ANYWHERE
from ...linking.link import Linked
from ...nodes.say import Say
from ...rule import Rule

RULE = Rule(
    id="mergeable-say",
    severity="info",
    summary="Two nodes in a row only speak, and could be one.",
    doc="""\
Nothing else leads to the second line, and nothing happens between the two. As one node, the flow is shorter to read,
and the speech is made in one piece, without a pause that nobody asked for.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: "Hello.", next: disclose}
  disclose: {type: say, text: "This call is recorded.", next: ask}
  ask: {type: agent, prompt: Help the caller., next: [{when: The caller is satisfied, to: bye}]}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: "Hello. This call is recorded.", next: ask}
  ask: {type: agent, prompt: Help the caller., next: [{when: The caller is satisfied, to: bye}]}
  bye: {type: end}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    graph = linked.graph
    for node_id, first in linked.nodes.items():
        if not _is_plain(first) or [edge.kind for edge in first.next] != ["always"]:
            continue
        target = first.next[0].target.value
        second = linked.nodes.get(target)
        if second is None or second is first or target == graph.start or not _is_plain(second):
            continue
        others = set(graph.links.predecessors(target)) - {ANYWHERE, node_id}
        if not others and _manner(first) == _manner(second) and node_id in graph.reachable:
            yield RULE.at(
                second.type.span,
                f"`{target}` always follows `{node_id}`, so the two lines could be one",
                related=(Label(first.type.span, "the line before it"),),
            )


def _is_plain(node: object) -> bool:
    """One line that is written in place."""
    return isinstance(node, Say) and node.text is not None and not node.text.in_file


def _manner(node: object) -> tuple[object, ...]:
    assert isinstance(node, Say), "asked of plain lines alone"
    is_interruptible = node.interruptible.value if node.interruptible else None
    return is_interruptible, node.voice.value if node.voice else None, node.refuses_handlers
