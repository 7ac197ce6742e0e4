"""The caller may hear nothing for a long time while a request runs."""

from __future__ import annotations

from collections.abc import Iterator

from ...defaults import REQUEST_TIMEOUT_MS
from ...diagnostics import Diagnostic, Fix
from ...fields.tools import HttpToolFields, McpToolFields
from ...linking.link import Linked
from ...nodes.http import Http
from ...nodes.play import Play
from ...nodes.say import Say
from ...nodes.tool import Tool
from ...rule import Rule
from .listeners import listeners, nobody_hears
from .new_key import added
from .speech import is_english

RULE = Rule(
    id="silent-tool-call",
    severity="warning",
    summary="The caller may hear nothing for a long time while a request runs.",
    doc="""\
People take silence of a few seconds for a dropped call, say "hello?" or hang up. The rule looks at `tool` and `http`
nodes whose `timeout`, which bounds all tries together, allows for more than five seconds, when the node has no `say`
and a way leads to it on which nothing has just been said: a line before it is still being spoken while the request
runs. What runs only after a hang-up, or while a machine is on the line, keeps nobody waiting.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {order_id: {type: string}}
tools:
  find_order: {description: Finds an order., url: "https://api.example.com/order", timeout: 8s}
nodes:
  greet: {type: collect, into: order_id, ask: "Which order?", next: [{on: done, to: find}, {on: gave_up, to: bye}]}
  find: {type: tool, tool: find_order, next: [{on: success, to: bye}, {on: failure, to: bye}]}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {order_id: {type: string}}
tools:
  find_order: {description: Finds an order., url: "https://api.example.com/order", timeout: 8s}
nodes:
  greet: {type: collect, into: order_id, ask: "Which order?", next: [{on: done, to: find}, {on: gave_up, to: bye}]}
  find: {type: tool, tool: find_order, say: "One moment.", next: [{on: success, to: bye}, {on: failure, to: bye}]}
  bye: {type: end}
""",
)


_LONGEST_SILENCE_MS = 5_000


def check(linked: Linked) -> Iterator[Diagnostic]:
    heard = linked.once(listeners)
    for node_id, node in linked.nodes.items():
        if not isinstance(node, Tool | Http) or node.say is not None or node_id not in heard:
            continue
        silence_ms = _timeout_ms(linked, node)
        if silence_ms <= _LONGEST_SILENCE_MS or not _begins_in_silence(linked, node_id):
            continue
        after = "tool" if isinstance(node, Tool) else "type"
        filler = added(node.mapping, after, 'say: "One moment, please."')
        fixes = (Fix('Say "One moment, please."', (filler,), "unsafe"),)
        message = f"the caller may hear nothing for {silence_ms / 1_000:g} seconds"
        place = node.tool.span if isinstance(node, Tool) else node.type.span
        yield RULE.at(
            place,
            message,
            help="Add `say` with a filler line, or wait for a shorter time.",
            fixes=fixes if is_english(linked) else (),
        )


def _timeout_ms(linked: Linked, node: Tool | Http) -> int:
    """How long the request may take with all its tries, the node's own bound first."""
    request = linked.tools.get(node.tool.value) if isinstance(node, Tool) else None
    theirs = request.timeout if isinstance(request, HttpToolFields | McpToolFields) else None
    bound = node.timeout or theirs
    return bound.value if bound is not None else REQUEST_TIMEOUT_MS


def _begins_in_silence(linked: Linked, node_id: str) -> bool:
    if linked.graph.start == node_id:
        return True
    for origin in linked.graph.links.predecessors(node_id):
        if linked.graph.is_node(origin) and not isinstance(linked.nodes.get(origin), Say | Play):
            written = linked.graph.written(origin, node_id)
            if any(edge is None or not (edge.say or nobody_hears(edge)) for edge in written):
                return True
    return False
