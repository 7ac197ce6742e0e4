"""The compiled flow, in parts: one file per kind of node, `flow.py` for the whole."""

from __future__ import annotations

from .action import (
    DncNode,
    DtmfNode,
    EndNode,
    HangupNode,
    HttpNode,
    MessageNode,
    RecordNode,
    ToolNode,
    TransferNode,
    VoicemailNode,
)
from .control import (
    BranchNode,
    HoursNode,
    JumpNode,
    Opening,
    SetNode,
    SplitNode,
    SubflowNode,
    SwitchNode,
    WaitNode,
    Window,
)
from .dialogue import (
    AgentNode,
    Choice,
    CollectNode,
    Example,
    ExtractNode,
    MenuNode,
    PlayNode,
    Retries,
    SayNode,
    SlotType,
)
from .edges import Edge, EdgeKind, Handler
from .flow import FORMAT, Accepted, Artifact, Idle, Node, Settings
from .node import NodeBase
from .requests import HeaderValue, HttpRequest, McpCall, NumberRef, SecretRef, Tool
from .services import ServiceRef, Services
from .targets import targets

__all__ = [
    "FORMAT",
    "Accepted",
    "AgentNode",
    "Artifact",
    "BranchNode",
    "Choice",
    "CollectNode",
    "DncNode",
    "DtmfNode",
    "Edge",
    "EdgeKind",
    "EndNode",
    "Example",
    "ExtractNode",
    "Handler",
    "HangupNode",
    "HeaderValue",
    "HoursNode",
    "HttpNode",
    "HttpRequest",
    "Idle",
    "JumpNode",
    "McpCall",
    "MenuNode",
    "MessageNode",
    "Node",
    "NodeBase",
    "NumberRef",
    "Opening",
    "PlayNode",
    "RecordNode",
    "Retries",
    "SayNode",
    "SecretRef",
    "ServiceRef",
    "Services",
    "SetNode",
    "Settings",
    "SlotType",
    "SplitNode",
    "SubflowNode",
    "SwitchNode",
    "Tool",
    "ToolNode",
    "TransferNode",
    "VoicemailNode",
    "WaitNode",
    "Window",
    "targets",
]
