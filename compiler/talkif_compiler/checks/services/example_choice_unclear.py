"""An example shows the model a way that it cannot choose, or one of several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...diagnostics import Diagnostic, Label
from ...fields.edges import EdgeFields
from ...linking.flow_graph import ANYWHERE
from ...linking.link import Linked
from ...nodes.agent import Agent
from ...rule import Rule

RULE = Rule(
    id="example-choice-unclear",
    severity="warning",
    summary="An example shows the model a way that it cannot choose, or one of several.",
    doc="""\
`choose` of an example names the node that a `when` edge leads to. Where none leads there, the example teaches nothing.
Where several do, it is shown for each of them, and the model learns to take one for the other. Give edges that mean
different things nodes of their own, or write them as one. An edge of the node is meant before a handler.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet:
    type: agent
    prompt: Chat with the caller.
    examples: [{user: "I have had enough of you!", choose: bye}]
    next: [{when: The caller says goodbye, to: bye}, {when: The caller insults you, to: bye}]
  bye: {type: end, say: Goodbye.}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet:
    type: agent
    prompt: Chat with the caller.
    examples: [{user: "I have had enough of you!", choose: insulted}]
    next: [{when: The caller says goodbye, to: bye}, {when: The caller insults you, to: insulted}]
  insulted: {type: say, text: I am sorry that I could not help., next: bye}
  bye: {type: end, say: Goodbye.}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    for node_id, node in linked.nodes.items():
        if not isinstance(node, Agent) or node.lacks_edges:
            continue
        handlers = linked.handlers_in(node_id)
        for example in node.examples or ():
            # That there is no such node is a finding of its own.
            if example.choose is None or example.choose.value not in linked.nodes:
                continue
            target = example.choose.value
            ways = _ways(node.next, target) or _ways(handlers, target)
            if not ways and any(linked.graph.resolve(edge.target) == ANYWHERE for edge in node.next):
                # One of them may be meant to lead there.
                continue
            if len(ways) != 1:
                several = f"{len(ways)} `when` edges lead to `{target}`, and the example is shown for each of them"
                message = several if ways else f"no `when` edge leads to `{target}`, so the example teaches nothing"
                yield RULE.at(example.choose.span, message, related=tuple(ways))


def _ways(edges: Iterable[EdgeFields], target: str) -> list[Label]:
    """Of `when` edges to a node."""
    return [Label(edge.when.span, "leads there") for edge in edges if edge.when and edge.target.value == target]
