"""Mistakes in the ways between nodes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from tests.mutation.mutant import NEEDED, Flow, Mutant, Path, changed, conditions, edges, nodes, rules, targets, without


def target_misspelt(flow: Flow) -> Iterator[Mutant]:
    for path, _ in targets(flow):
        yield Mutant(changed(flow, path, lambda name: f"{name}x9"), rules("broken-reference"), (path[:2],))


def start_misspelt(flow: Flow) -> Iterator[Mutant]:
    yield Mutant(changed(flow, ("start",), lambda name: f"{name}x9"), rules("broken-reference"), (("start",),))


def handler_target_misspelt(flow: Flow) -> Iterator[Mutant]:
    for index, _ in enumerate(flow.get("handlers") or []):
        path = ("handlers", str(index), "to")
        yield Mutant(changed(flow, path, lambda name: f"{name}x9"), rules("broken-reference"), (path[:2],))


def needed_edge_dropped(flow: Flow) -> Iterator[Mutant]:
    by_handler = {handler.get("on") for handler in flow.get("handlers") or []}
    found = rules("unhandled-outcome", "collect-without-gave-up", "dead-end", "subflow-exits", "no-path-to-end")
    for node_id, node in nodes(flow):
        needed = set(NEEDED.get(node["type"], ())) | set(node.get("weights") or ())
        needed |= {edge["on"] for edge in edges(node) if str(edge.get("on")).startswith("exit:")}
        for index, edge in enumerate(edges(node)):
            if edge.get("on") in needed - by_handler:
                path = ("nodes", node_id, "next", str(index))
                yield Mutant(without(flow, path), found, (path[:2],))


def next_dropped(flow: Flow) -> Iterator[Mutant]:
    if any(handler.get("return") for handler in flow.get("handlers") or []):
        return  # A node without a way on leads back there.
    for node_id, node in nodes(flow):
        if node["type"] in (
            "say",
            "play",
            "set",
            "wait",
            "dnc",
            "dtmf",
            "record",
            "branch",
            "tool",
            "collect",
            "hours",
        ):
            yield Mutant(
                without(flow, ("nodes", node_id, "next")), rules("dead-end", "missing-field"), (("nodes", node_id),)
            )


def else_dropped(flow: Flow) -> Iterator[Mutant]:
    for node_id, node in nodes(flow):
        conditions_of = [edge["if"] for edge in edges(node) if "if" in edge]
        # Conditions that compare one name with values may name all of them.
        if node["type"] != "branch" or all(
            "==" in item or "!" in item or "vars." not in item for item in conditions_of
        ):
            continue
        for index, edge in enumerate(edges(node)):
            if "else" in edge:
                yield Mutant(
                    without(flow, ("nodes", node_id, "next", str(index))), rules("missing-else"), (("nodes", node_id),)
                )


def else_first(flow: Flow) -> Iterator[Mutant]:
    for node_id, node in nodes(flow):
        last = edges(node)[-1:]
        if node["type"] == "branch" and last and "else" in last[0] and len(edges(node)) > 1:
            moved = changed(flow, ("nodes", node_id, "next"), lambda listed: [listed[-1], *listed[:-1]])
            yield Mutant(moved, rules("shadowed-edge"), (("nodes", node_id),))


def condition_twice(flow: Flow) -> Iterator[Mutant]:
    for path, _ in conditions(flow):
        index = int(path[3])
        listed = path[:3]
        new = changed(flow, listed, lambda items, at=index: [*items[: at + 1], dict(items[at]), *items[at + 1 :]])
        yield Mutant(new, rules("shadowed-edge"), (path[:2],))


def loop_of_one(flow: Flow) -> Iterator[Mutant]:
    found = rules("exitless-cycle", "turnless-cycle", "no-path-to-end")
    for node_id, node in nodes(flow):
        if node["type"] in ("say", "set", "dnc", "record") and isinstance(node.get("next"), str):
            yield Mutant(
                changed(flow, ("nodes", node_id, "next"), lambda _, me=node_id: me), found, (("nodes", node_id),)
            )


def listening_loop(flow: Flow) -> Iterator[Mutant]:
    """A conversation or a question leads back to itself, whatever the caller says or does."""
    ends_by_handler = any(
        not handler.get("return") for handler in flow.get("handlers") or [] if not _is_unmeant(handler)
    )
    for node_id, node in nodes(flow):
        if node["type"] not in ("agent", "collect") or not edges(node):
            continue
        if ends_by_handler and node.get("handlers") is not False:
            continue
        path = ("nodes", node_id, "next")
        looped = [
            {key: node_id if key in ("to", "else") else value for key, value in edge.items()} for edge in edges(node)
        ]
        new = changed(flow, path, lambda _, to=looped: to)
        yield Mutant(new, rules("exitless-cycle"), (("nodes", node_id),))


def _is_unmeant(handler: dict[str, Any]) -> bool:
    return handler.get("on") in ("hangup", "voicemail", "error")


def handler_dropped(flow: Flow) -> Iterator[Mutant]:
    """Nothing else leads to its target, so that the target is lost."""
    named = {target for _, target in targets(flow)} | {flow["start"]}
    named.add(((flow.get("settings") or {}).get("idle") or {}).get("then"))
    handlers = flow.get("handlers") or []
    for index, handler in enumerate(handlers):
        others = {other["to"] for other in handlers if other is not handler}
        if handler["to"] not in named | others:
            new = without(flow, ("handlers", str(index)))
            yield Mutant(new, rules("unreachable-node"), (("nodes", handler["to"]),))


def narrower_second(flow: Flow) -> Iterator[Mutant]:
    """After a condition, one is asked that can only hold where the first one does."""
    for path, condition in conditions(flow):
        place, index = path[:3], int(path[3])
        narrower = {"if": _narrowed(condition), "to": flow["start"]}
        new = changed(flow, place, lambda items, at=index, it=narrower: [*items[: at + 1], it, *items[at + 1 :]])
        yield Mutant(new, rules("shadowed-edge"), (path[:2],))
    for node_id, node in nodes(flow):
        listed = edges(node)
        for index, (one, other) in enumerate(pairwise(listed)):
            first, second = (_BOUND.fullmatch(str(edge.get("if"))) for edge in (one, other))
            if first and second and first.group(1, 2) == second.group(1, 2) and _is_within(first, second):
                swapped = [*listed[:index], other, one, *listed[index + 2 :]]
                new = changed(flow, ("nodes", node_id, "next"), lambda _, to=swapped: to)
                yield Mutant(new, rules("shadowed-edge"), (("nodes", node_id),))


_BOUND = re.compile(r"((?:vars|inputs)\.[\w.]+) *([<>]=?) *(-?\d+(?:\.\d+)?)")


def _narrowed(condition: str) -> str:
    """A number more, or one thing more that has to hold."""
    bound = _BOUND.fullmatch(condition)
    if bound is None:
        other = "contact.language == 'de'" if "call." in condition else "call.attempt > 3"
        return f"({condition}) && {other}"
    name, operator, number = bound.groups()
    step = 1 if operator.startswith(">") else -1
    return f"{name} {operator} {float(number) + step if '.' in number else int(number) + step}"


def _is_within(narrow: re.Match[str], wide: re.Match[str]) -> bool:
    bounds = float(narrow[3]), float(wide[3])
    return bounds[0] > bounds[1] if narrow[2].startswith(">") else bounds[0] < bounds[1]


def return_led_on(flow: Flow) -> Iterator[Mutant]:
    """What a handler leads to goes on to the start, in place of back."""
    for index, handler in enumerate(flow.get("handlers") or []):
        target = flow["nodes"][handler["to"]]
        if handler.get("return") and target["type"] == "say" and "next" not in target:
            new = {**flow, "nodes": {**flow["nodes"], handler["to"]: {**target, "next": flow["start"]}}}
            yield Mutant(new, rules("handler-never-returns"), (("handlers", str(index)),))


def node_cut_off(flow: Flow) -> Iterator[Mutant]:
    """The only way to a node leads elsewhere."""
    elsewhere = {handler["to"] for handler in flow.get("handlers") or []} | {flow["start"]}
    idle = (flow.get("settings") or {}).get("idle") or {}
    elsewhere |= {idle.get("then")}
    ways: dict[str, list[Path]] = {}
    for path, target in targets(flow):
        ways.setdefault(target, []).append(path)
    for target, paths in ways.items():
        if len(paths) == 1 and target not in elsewhere and paths[0][1] != target:
            other = next(
                name
                for name in flow["nodes"]
                if name not in (target, paths[0][1]) and flow["nodes"][name]["type"] == "end"
            )
            if other != target:
                new = changed(flow, paths[0], lambda _, to=other: to)
                yield Mutant(new, rules("unreachable-node"), (("nodes", target),))


def node_deleted(flow: Flow) -> Iterator[Mutant]:
    named: dict[str, list[Path]] = {}
    for path, target in targets(flow):
        named.setdefault(target, []).append(path[:2])
    for node_id, places in named.items():
        if node_id in flow["nodes"]:
            others = tuple(place for place in places if place[1] != node_id)
            if others:
                yield Mutant(without(flow, ("nodes", node_id)), rules("broken-reference"), others)
