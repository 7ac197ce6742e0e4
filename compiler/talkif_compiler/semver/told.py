"""What every caller is told before they can answer: that the call is recorded, that a machine speaks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import IntEnum

from talkif_schemas.artifact import (
    AgentNode,
    Artifact,
    CollectNode,
    HttpNode,
    JumpNode,
    MenuNode,
    Node,
    SayNode,
    SubflowNode,
    ToolNode,
)
from talkif_schemas.template_ast import Template

from ..notices import Notice

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


class Told(IntEnum):
    """Ordered: less of it is a weaker promise."""

    NOT_EVERYBODY = 0
    """Or only by a flow that this one runs, whose words are its own promise."""
    CAN_BE_CUT_SHORT = 1
    IN_FULL = 2


def told(artifact: Artifact, notice: Notice) -> Told:
    """The least that a caller is told, on whichever way they come to where they are first listened to."""
    found: set[Told] = set()
    seen = {artifact.start}
    waiting = [artifact.start]
    while waiting:
        node = artifact.nodes.get(waiting.pop())
        if node is None:
            continue
        if _tells(_openings(node), notice):
            found.add(Told.CAN_BE_CUT_SHORT if getattr(node, "interruptible", False) else Told.IN_FULL)
            continue
        if isinstance(node, AgentNode | CollectNode | MenuNode | SubflowNode | JumpNode):
            return Told.NOT_EVERYBODY
        for edge in node.edges:
            if edge.say is not None and _tells((edge.say,), notice):
                found.add(Told.CAN_BE_CUT_SHORT if artifact.settings.interruptible else Told.IN_FULL)
            elif edge.to not in seen:
                seen.add(edge.to)
                waiting.append(edge.to)
    return min(found, default=Told.NOT_EVERYBODY)


def _openings(node: Node) -> Iterator[Template]:
    match node:
        case SayNode():
            yield from node.text
        case CollectNode() | MenuNode():
            yield node.ask
        case (
            AgentNode(greeting=Template() as said) | ToolNode(say=Template() as said) | HttpNode(say=Template() as said)
        ):
            yield said


def _tells(lines: Iterable[Template], notice: Notice) -> bool:
    """All of them do; there is one."""
    found = [any(map(notice.is_in, _SENTENCE_END.split(line.source))) for line in lines]
    return bool(found) and all(found)
