"""What callers notice, and no program relies on: words, routes, timings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from talkif_schemas.artifact import AgentNode, Edge, MenuNode, Node, SwitchNode

from ..contract import Contract
from .nodes import both, fields
from .rule import Find, Findings, Rule


def _prompt(old: Contract, new: Contract) -> Findings:
    if old.artifact.prompt != new.artifact.prompt:
        yield "prompt", "the prompt of the flow changed"
    for node_id, before, after in both(old, new):
        if not (isinstance(before, AgentNode) and isinstance(after, AgentNode)):
            continue
        if (before.prompt, before.examples) != (after.prompt, after.examples):
            yield node_id, f"the prompt of `{node_id}` changed"


def _words_of_menu(old: Contract, new: Contract) -> Findings:
    for node_id, before, after in both(old, new):
        if not (isinstance(before, MenuNode) and isinstance(after, MenuNode)):
            continue
        if [choice.says for choice in before.choices] != [choice.says for choice in after.choices]:
            yield node_id, f"`{node_id}` understands other words"


def _edges(what: Callable[[Edge], Any], message: str) -> Find:
    """Finds the nodes of whose edges this has changed, where they lead to the same nodes."""

    def find(old: Contract, new: Contract) -> Findings:
        for node_id, before, after in both(old, new):
            is_same = [edge.to for edge in before.edges] == [edge.to for edge in after.edges]
            if is_same and list(map(what, before.edges)) != list(map(what, after.edges)):
                yield node_id, message.format(node_id)

    return find


def _route_added(old: Contract, new: Contract) -> Findings:
    for node_id, before, after in both(old, new):
        for target in sorted(_leads_to(after) - _leads_to(before)):
            yield f"{node_id}.{target}", f"`{node_id}` may lead to `{target}`"


def _route_removed(old: Contract, new: Contract) -> Findings:
    for node_id, before, after in both(old, new):
        for target in sorted(_leads_to(before) - _leads_to(after)):
            yield f"{node_id}.{target}", f"`{node_id}` does not lead to `{target}` any more"


def _route_order(old: Contract, new: Contract) -> Findings:
    for node_id, before, after in both(old, new):
        was, now = [edge.to for edge in before.edges], [edge.to for edge in after.edges]
        if was != now and _leads_to(before) == _leads_to(after):
            yield node_id, f"`{node_id}` tries its ways in another order"


def _leads_to(node: Node) -> set[str]:
    return {edge.to for edge in node.edges}


def _cases(old: Contract, new: Contract) -> Findings:
    for node_id, before, after in both(old, new):
        if not (isinstance(before, SwitchNode) and isinstance(after, SwitchNode)):
            continue
        if (before.on, before.cases) != (after.on, after.cases):
            yield node_id, f"`{node_id}` decides otherwise"


def _node_added(old: Contract, new: Contract) -> Findings:
    for node_id in sorted(new.artifact.nodes.keys() - old.artifact.nodes.keys()):
        yield node_id, f"node `{node_id}` was added"


def _node_removed(old: Contract, new: Contract) -> Findings:
    for node_id in sorted(old.artifact.nodes.keys() - new.artifact.nodes.keys()):
        yield node_id, f"node `{node_id}` was removed"


def _node_renamed(old: Contract, new: Contract) -> Findings:
    for before, after in sorted(old.names.items()):
        yield after, f"the {new.artifact.nodes[after].type} node `{before}` is called `{after}`"


def _node_retyped(old: Contract, new: Contract) -> Findings:
    for node_id, after in sorted(new.artifact.nodes.items()):
        before = old.artifact.nodes.get(node_id)
        if before is not None and before.type != after.type:
            yield node_id, f"`{node_id}` was of type `{before.type}`, and is of type `{after.type}`"


def _start(old: Contract, new: Contract) -> Findings:
    if old.artifact.start != new.artifact.start:
        yield new.artifact.start, f"calls begin in `{new.artifact.start}` instead of `{old.artifact.start}`"


def _shorter(old: Contract, new: Contract) -> Findings:
    before, after = old.artifact.settings.max_call_ms, new.artifact.settings.max_call_ms
    if after < before:
        yield "max_call", f"calls are ended after {after // 1_000} s instead of {before // 1_000} s"


def _longer(old: Contract, new: Contract) -> Findings:
    before, after = old.artifact.settings.max_call_ms, new.artifact.settings.max_call_ms
    if after > before:
        yield "max_call", f"calls are ended after {after // 1_000} s instead of {before // 1_000} s"


def _idle(old: Contract, new: Contract) -> Findings:
    if old.artifact.settings.idle != new.artifact.settings.idle:
        yield "idle", "silence is answered otherwise"


def _handlers(old: Contract, new: Contract) -> Findings:
    """Which there are is told by keys and commands."""
    before = {_trigger(handler): handler for handler in old.artifact.handlers}
    for handler in new.artifact.handlers:
        was = before.get(_trigger(handler))
        if was is not None and was != handler:
            yield _trigger(handler), f"what happens on `{_trigger(handler)}` changed"


def _events(old: Contract, new: Contract) -> Findings:
    before, after = ({_trigger(found) for found in each.artifact.handlers} for each in (old, new))
    known = {*old.commands, *new.commands, *(f"dtmf:{key}" for key in (*old.keys, *new.keys))}
    for trigger in sorted((before ^ after) - known):
        yield trigger, f"`{trigger}` is {'handled everywhere now' if trigger in after else 'not handled everywhere'}"


def _trigger(handler: Edge) -> str:
    return handler.when or handler.event or handler.condition or ""


def _tool_description(old: Contract, new: Contract) -> Findings:
    for name in sorted(old.artifact.tools.keys() & new.artifact.tools.keys()):
        if old.artifact.tools[name].description != new.artifact.tools[name].description:
            yield name, f"models are told something else about the tool `{name}`"


def _called_flow(old: Contract, new: Contract) -> Findings:
    before, after = old.artifact.flows, new.artifact.flows
    for name in sorted(before.keys() & after.keys()):
        hashes = ((flow.contract_hash, flow.behaviour_hash) for flow in (before[name], after[name]))
        if len(set(hashes)) > 1:
            yield name, f"the flow `{name}`, which this one leads to, changed"
    for name in sorted(before.keys() ^ after.keys()):
        yield name, f"the flow `{name}` is {'led to now' if name in after else 'not led to any more'}"


RULES: Final = (
    Rule("prompt-changed", "patch", "Models answer otherwise.", _prompt),
    Rule("wording-changed", "patch", "Callers hear other words.", fields("text", "ask", "say", "greeting", "audio")),
    Rule(
        "message-changed",
        "patch",
        "Somebody else reads or hears other words.",
        fields("message", "briefing", "whisper"),
    ),
    Rule(
        "edge-wording-changed",
        "patch",
        "Callers hear other words.",
        _edges(lambda edge: edge.say, "`{}` says other words on the way on"),
    ),
    Rule("retries-changed", "patch", "Misses are answered otherwise.", fields("retries")),
    Rule(
        "timeout-changed",
        "patch",
        "Callers have more or less time.",
        fields("timeout_ms", "ring_ms", "delay_ms", "for_ms", "after"),
    ),
    Rule("interruption-changed", "patch", "Callers can, or cannot, cut it short.", fields("interruptible")),
    Rule("keypad-changed", "patch", "Answers are taken otherwise.", fields("speech", "dtmf", "max_digits", "digits")),
    Rule("answers-changed", "patch", "Other answers are taken.", fields("slot", "values", "pattern", "check", "into")),
    Rule("confirmation-changed", "patch", "Answers are, or are not, read back.", fields("confirm")),
    Rule("menu-words-changed", "patch", "Other words choose.", _words_of_menu),
    Rule("turns-changed", "patch", "Conversations may be longer or shorter.", fields("max_turns", "loop")),
    Rule("context-changed", "patch", "Models see more or less of the call.", fields("context")),
    Rule("offered-tools-changed", "patch", "Models can do more or less.", fields("tools")),
    Rule(
        "extraction-changed",
        "patch",
        "Other values are read out of what was said.",
        fields("extract", "shape", "source", "about"),
    ),
    Rule("assignment-changed", "patch", "Variables get other values.", fields("assign")),
    Rule(
        "edge-assignment-changed",
        "patch",
        "Variables get other values.",
        _edges(lambda edge: edge.assign, "`{}` fills other values on the way on"),
    ),
    Rule(
        "arguments-changed", "patch", "Other values are passed on.", fields("args", "inputs", "outputs", "flow", "tool")
    ),
    Rule(
        "condition-changed",
        "patch",
        "The same ways are taken at other times.",
        _edges(lambda edge: (edge.kind, edge.condition, edge.event, edge.when), "`{}` takes its ways at other times"),
    ),
    Rule("cases-changed", "patch", "Other values lead elsewhere.", _cases),
    Rule("route-added", "patch", "There is one more way.", _route_added),
    Rule("route-removed", "patch", "There is one way less.", _route_removed),
    Rule("route-order-changed", "patch", "Where two conditions hold, the other one wins.", _route_order),
    Rule("hours-changed", "minor", "Callers find somebody at other hours.", fields("opening")),
    Rule("split-changed", "patch", "Other shares of the calls go each way.", fields("weights", "sticky")),
    Rule("node-added", "patch", "Nobody outside knows of nodes.", _node_added),
    Rule("node-removed", "patch", "Nobody outside knows of nodes.", _node_removed),
    Rule("node-renamed", "patch", "Nobody outside knows of nodes.", _node_renamed),
    Rule("node-type-changed", "patch", "Nobody outside knows of nodes.", _node_retyped),
    Rule("start-changed", "patch", "Calls begin elsewhere.", _start),
    Rule("call-shortened", "minor", "Long calls are cut off.", _shorter),
    Rule("call-lengthened", "patch", "Long calls go on.", _longer),
    Rule("idle-changed", "patch", "Silence is answered otherwise.", _idle),
    Rule("handler-changed", "patch", "The same words or events lead elsewhere.", _handlers),
    Rule("event-handler-changed", "patch", "An event is, or is not, answered everywhere.", _events),
    Rule("tool-description-changed", "patch", "Models call the tool at other times.", _tool_description),
    Rule("called-flow-changed", "patch", "What it promises was proven again with this flow.", _called_flow),
)
