"""Nodes that have another id, and are otherwise what they were. Nobody outside of a flow knows the ids of its nodes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias

import orjson

from talkif_schemas.artifact import AgentNode, Artifact, MenuNode, Node, SwitchNode, targets

_Mark: TypeAlias = tuple[bytes, tuple[str, ...]]


def renames(old: Artifact, new: Artifact) -> dict[str, str]:
    """Old id -> new id. Nodes that lead to the same nodes as before find each other first."""
    gone = {node_id: node for node_id, node in old.nodes.items() if node_id not in new.nodes}
    come = {node_id: node for node_id, node in new.nodes.items() if node_id not in old.nodes}
    found = _pairs(_marks(gone, with_targets=True), _marks(come, with_targets=True))
    left = {node_id: node for node_id, node in gone.items() if node_id not in found}
    free = {node_id: node for node_id, node in come.items() if node_id not in found.values()}
    return found | _pairs(_marks(left, with_targets=False), _marks(free, with_targets=False))


def renamed(artifact: Artifact, names: Mapping[str, str]) -> Artifact:
    """The same flow with other ids of nodes."""

    def name(node_id: str) -> str:
        return names.get(node_id, node_id)

    settings = artifact.settings
    if settings.idle is not None:
        idle = settings.idle.model_copy(update={"then": name(settings.idle.then)})
        settings = settings.model_copy(update={"idle": idle})
    return artifact.model_copy(
        update={
            "nodes": {name(node_id): _retargeted(node, name) for node_id, node in artifact.nodes.items()},
            "handlers": tuple(handler.model_copy(update={"to": name(handler.to)}) for handler in artifact.handlers),
            "start": name(artifact.start),
            "settings": settings,
        }
    )


def _retargeted(node: Node, name: Callable[[str], str]) -> Node:
    update: dict[str, Any] = {"edges": tuple(edge.model_copy(update={"to": name(edge.to)}) for edge in node.edges)}
    if isinstance(node, MenuNode):
        update["choices"] = tuple(choice.model_copy(update={"to": name(choice.to)}) for choice in node.choices)
    elif isinstance(node, SwitchNode):
        update["cases"] = {value: name(target) for value, target in node.cases.items()}
    elif isinstance(node, AgentNode):
        update["examples"] = tuple(
            example.model_copy(update={"choose": name(example.choose)}) if example.choose is not None else example
            for example in node.examples
        )
    return node.model_copy(update=update)


def _marks(nodes: Mapping[str, Node], *, with_targets: bool) -> Iterator[tuple[str, _Mark]]:
    for node_id, node in nodes.items():
        content = orjson.dumps(_retargeted(node, lambda _: "").model_dump(mode="json"), option=orjson.OPT_SORT_KEYS)
        yield node_id, (content, tuple(targets(node)) if with_targets else ())


def _pairs(gone: Iterable[tuple[str, _Mark]], come: Iterable[tuple[str, _Mark]]) -> dict[str, str]:
    waiting: dict[_Mark, list[str]] = {}
    for node_id, mark in come:
        waiting.setdefault(mark, []).append(node_id)
    return {node_id: waiting[mark].pop(0) for node_id, mark in gone if waiting.get(mark)}
