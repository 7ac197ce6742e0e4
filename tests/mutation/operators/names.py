"""Mistakes in what things are called."""

from __future__ import annotations

import copy
from collections.abc import Iterator

from tests.mutation.mutant import REQUIRED, Flow, Mutant, changed, edges, nodes, rules, without


def outcome_removed(flow: Flow) -> Iterator[Mutant]:
    for index, outcome in enumerate(flow.get("outcomes") or []):
        ends = tuple(("nodes", node_id) for node_id, node in nodes(flow) if node.get("outcome") == outcome)
        if ends and len(flow["outcomes"]) > 1:
            yield Mutant(without(flow, ("outcomes", str(index))), rules("unknown-outcome"), ends)


def event_misspelt(flow: Flow) -> Iterator[Mutant]:
    for node_id, node in nodes(flow):
        for index, edge in enumerate(edges(node)):
            if isinstance(edge.get("on"), str):
                path = ("nodes", node_id, "next", str(index), "on")
                found = rules("impossible-edge", "subflow-exits", "unhandled-outcome")
                yield Mutant(changed(flow, path, lambda name: f"{name}q"), found, (path[:2],))


def type_misspelt(flow: Flow) -> Iterator[Mutant]:
    for node_id, _ in nodes(flow):
        path = ("nodes", node_id, "type")
        yield Mutant(changed(flow, path, lambda name: f"{name}q"), rules("wrong-type"), (path[:2],))


def key_misspelt(flow: Flow) -> Iterator[Mutant]:
    for node_id, node in nodes(flow):
        for key in [key for key in node if key not in ("type", "next")]:
            value = node[key]
            new = without(flow, ("nodes", node_id, key))
            new["nodes"][node_id][f"{key}q"] = value
            yield Mutant(new, rules("unknown-key"), (("nodes", node_id),))


def section_misspelt(flow: Flow) -> Iterator[Mutant]:
    for key in ("nodes", "start", "settings", "services", "outcomes", "variables", "handlers"):
        if key in flow:
            new = {(f"{name}q" if name == key else name): value for name, value in copy.deepcopy(flow).items()}
            yield Mutant(new, rules("unknown-key", "missing-field"), ((f"{key}q",), ()))


def field_dropped(flow: Flow) -> Iterator[Mutant]:
    for node_id, node in nodes(flow):
        for key in REQUIRED.get(node["type"], ()):
            if key in node:
                found = rules("missing-field", "wrong-type")
                yield Mutant(without(flow, ("nodes", node_id, key)), found, (("nodes", node_id),))


def section_dropped(flow: Flow) -> Iterator[Mutant]:
    for key in ("flow", "nodes", "start"):
        yield Mutant(without(flow, (key,)), rules("missing-field"), ((),))


def tool_misspelt(flow: Flow) -> Iterator[Mutant]:
    for node_id, node in nodes(flow):
        if node["type"] == "tool":
            path = ("nodes", node_id, "tool")
            yield Mutant(changed(flow, path, lambda name: f"{name}q"), rules("unknown-tool"), (path[:2],))
        if node["type"] == "agent" and node.get("tools"):
            path = ("nodes", node_id, "tools")
            yield Mutant(changed(flow, path, lambda names: [f"{names[0]}q"]), rules("unknown-tool"), (path[:2],))


def argument_misspelt(flow: Flow) -> Iterator[Mutant]:
    for node_id, node in nodes(flow):
        for name in node.get("args") or ():
            new = copy.deepcopy(flow)
            arguments = new["nodes"][node_id]["args"]
            arguments[f"{name}q"] = arguments.pop(name)
            yield Mutant(new, rules("tool-arguments"), (("nodes", node_id),))


def subflow_misspelt(flow: Flow) -> Iterator[Mutant]:
    for node_id, node in nodes(flow):
        if node["type"] in ("subflow", "jump"):
            path = ("nodes", node_id, "flow")
            yield Mutant(changed(flow, path, lambda name: f"{name}-q"), rules("unknown-flow"), (path[:2],))
        for key in ("inputs", "outputs"):
            for name in node.get(key) or () if node["type"] in ("subflow", "jump") else ():
                new = copy.deepcopy(flow)
                given = new["nodes"][node_id][key]
                given[f"{name}q"] = given.pop(name)
                found = rules("subflow-arguments", "undefined-variable", "maybe-unset-variable")
                yield Mutant(new, found, (("nodes", node_id),))


def case_misspelt(flow: Flow) -> Iterator[Mutant]:
    for node_id, node in nodes(flow):
        if node["type"] == "switch":
            for value in node["cases"]:
                new = copy.deepcopy(flow)
                cases = new["nodes"][node_id]["cases"]
                cases[f"{value}q"] = cases.pop(value)
                on = str(node["on"])
                kind = (flow.get("variables") or {}) | (flow.get("inputs") or {})
                spec = kind.get(on.rpartition(".")[2], {})
                if spec.get("type") == "enum":
                    yield Mutant(new, rules("unknown-case", "missing-else"), (("nodes", node_id),))


def provider_misspelt(flow: Flow) -> Iterator[Mutant]:
    for kind, value in (flow.get("services") or {}).items():
        path = ("services", kind, "0", "provider") if isinstance(value, list) else ("services", kind, "provider")
        found = rules("unknown-provider")
        yield Mutant(changed(flow, path, lambda name: f"{name}q"), found, (("services", kind),))
