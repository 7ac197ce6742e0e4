"""A tool may keep the caller waiting for too long."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label
from ...linking.link import Linked
from ...nodes.agent import Agent
from ...nodes.fields import NodeFields
from ...nodes.tool import Tool
from ...rule import Rule
from ...source import Span
from ..dialogue.listeners import listeners
from ..dialogue.ways import Reach
from .budgets import budget, seconds
from .waits import request_ms, speaks, tool_ms

RULE = Rule(
    id="tool-timeout-over-budget",
    severity="error",
    summary="A tool or request may take longer than a caller waits.",
    doc="""\
`timeout` bounds a tool with all its retries. Nobody stays on the line for more than half a minute of waiting, filler
or not, so more than 30 seconds is a mistake anywhere. Where the project has a budget `turn_latency`, a node that says
nothing meanwhile has to stay within it; with a `say`, the caller hears that at once. What runs only after a hang-up,
or while a machine is on the line, keeps nobody waiting.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
tools:
  find_order: {description: Finds an order., url: "https://api.example.com/order", timeout: 45s}
start: look
nodes:
  look: {type: tool, tool: find_order, say: One moment., next: [{on: success, to: bye}, {on: failure, to: bye}]}
  bye: {type: end, say: Goodbye.}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
tools:
  find_order: {description: Finds an order., url: "https://api.example.com/order", timeout: 8s}
start: look
nodes:
  look: {type: tool, tool: find_order, say: One moment., next: [{on: success, to: bye}, {on: failure, to: bye}]}
  bye: {type: end, say: Goodbye.}
""",
)

_LONGEST_MS = 30_000


def check(linked: Linked) -> Iterator[Diagnostic]:
    seen: set[Span] = set()
    turn = budget(linked, "turn_latency")
    heard = linked.once(listeners)
    waits = [(node_id, node, request_ms(linked, node)) for node_id, node in linked.nodes.items() if node_id in heard]
    for node_id, node, wait in waits:
        if wait is None:
            continue
        ms, span = wait
        if ms > _LONGEST_MS:
            seen.add(span)
            yield _too_long(ms, span)
        elif turn is not None and ms > turn.value and not speaks(node):
            message = (
                f"`{node_id}` may be silent for {seconds(ms)}, where the budget of a turn is {seconds(turn.value)}"
            )
            yield RULE.at(
                _place(node, span),
                message,
                help="Say something meanwhile (`say`), or shorten `timeout`.",
                related=(Label(turn.span, "the budget"),),
            )
    unheard = _called_unheard(linked, heard)
    for name, tool in linked.tools.items():
        bound = tool_ms(tool) if tool is not None and name not in unheard else None
        if bound is not None and bound[0] > _LONGEST_MS and bound[1] not in seen:
            yield _too_long(*bound)


def _called_unheard(linked: Linked, heard: Reach) -> set[str]:
    """Tools of which all calls keep nobody waiting. One that nothing calls may be called yet."""
    calls: dict[str, list[bool]] = {}
    for node_id, node in linked.nodes.items():
        for tool in (node.tool,) if isinstance(node, Tool) else (node.tools or ()) if isinstance(node, Agent) else ():
            calls.setdefault(tool.value, []).append(node_id in heard)
    return {name for name, are_heard in calls.items() if not any(are_heard)}


def _too_long(ms: int, span: Span) -> Diagnostic:
    message = f"the caller may wait for {seconds(ms)}; nobody stays for more than {seconds(_LONGEST_MS)}"
    return RULE.at(span, message, help="Shorten `timeout`, and let `on: timeout` lead on.")


def _place(node: NodeFields, span: Span) -> Span:
    """Where a bound is written in the node itself, it; else the node: the tool may be fine elsewhere."""
    return span if node.span.contains(span) else node.type.span
