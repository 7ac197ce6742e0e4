"""A flow with one mistake: what operators make of valid flows, and what they read flows with."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

Flow: TypeAlias = dict[str, Any]
Path: TypeAlias = tuple[str, ...]


@dataclass(frozen=True)
class Mutant:
    flow: Flow
    rules: frozenset[str]
    """Any of these is the right rule."""
    places: tuple[Path, ...]
    """The finding is inside one of these values; `()` is the whole flow."""
    mentions: str = ""
    """What the place of the finding has to contain, where the mistake shows in many places."""


Operator: TypeAlias = Callable[[Flow], Iterator[Mutant]]

#: Node type -> events that have to be taken.
NEEDED = {
    "collect": ("done", "gave_up"),
    "menu": ("no_input", "no_match"),
    "tool": ("success", "failure"),
    "http": ("success", "failure"),
    "extract": ("success", "failure"),
    "message": ("success", "failure"),
    "hours": ("open", "closed"),
    "transfer": ("failure",),
}
REQUIRED = {
    "play": ("audio",),
    "agent": ("prompt",),
    "collect": ("into", "ask"),
    "menu": ("ask", "choices"),
    "extract": ("into",),
    "switch": ("on", "cases"),
    "set": ("assignments",),
    "wait": ("for",),
    "split": ("weights",),
    "subflow": ("flow",),
    "jump": ("flow",),
    "tool": ("tool",),
    "http": ("url",),
    "message": ("to", "text"),
    "transfer": ("to",),
    "dtmf": ("digits",),
    "record": ("action",),
    "voicemail": ("message",),
}
TEXT_KEYS = ("text", "ask", "say", "greeting", "message", "briefing", "whisper")


def rules(*names: str) -> frozenset[str]:
    return frozenset(names)


def nodes(flow: Flow) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from flow["nodes"].items()


def edges(node: dict[str, Any]) -> list[dict[str, Any]]:
    following = node.get("next")
    return following if isinstance(following, list) else []


def changed(flow: Flow, path: Path, change: Callable[[Any], Any]) -> Flow:
    """The flow with the value at `path` replaced by what `change` makes of it; None takes it out."""
    new = copy.deepcopy(flow)
    inner: Any = new
    for step in path[:-1]:
        inner = inner[int(step)] if isinstance(inner, list) else inner[step]
    last: Any = int(path[-1]) if isinstance(inner, list) else path[-1]
    made = change(inner[last])
    if made is None:
        del inner[last]
    else:
        inner[last] = made
    return new


def without(flow: Flow, path: Path) -> Flow:
    return changed(flow, path, lambda _: None)


def targets(flow: Flow) -> Iterator[tuple[Path, str]]:
    """Where a node is named as the way on, and which."""
    for node_id, node in nodes(flow):
        base = ("nodes", node_id)
        if isinstance(node.get("next"), str):
            yield (*base, "next"), node["next"]
        for index, edge in enumerate(edges(node)):
            for key in ("to", "else"):
                if key in edge:
                    yield (*base, "next", str(index), key), edge[key]
        for name, choice in (node.get("choices") or {}).items():
            yield (*base, "choices", name, "to"), choice["to"]
        for value, target in (node.get("cases") or {}).items():
            yield (*base, "cases", value), target


def texts(flow: Flow) -> Iterator[tuple[Path, str]]:
    for node_id, node in nodes(flow):
        for key in TEXT_KEYS:
            if isinstance(node.get(key), str) and node["type"] not in ("note", "message"):
                yield ("nodes", node_id, key), node[key]


def conditions(flow: Flow) -> Iterator[tuple[Path, str]]:
    for node_id, node in nodes(flow):
        for index, edge in enumerate(edges(node)):
            if isinstance(edge.get("if"), str):
                yield ("nodes", node_id, "next", str(index), "if"), edge["if"]
