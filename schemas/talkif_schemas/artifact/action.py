"""Nodes that act on the world, on the line, or on the call itself."""

from __future__ import annotations

from typing import Literal

from ..template_ast import Template
from .control import Opening
from .node import NodeBase
from .requests import HttpRequest, NumberRef


class ToolNode(NodeBase):
    """Calls one of the flow's tools."""

    type: Literal["tool"]
    tool: str
    args: dict[str, Template] = {}
    into: str | None = None
    say: Template | None = None
    timeout_ms: int | None = None
    """Instead of the tool's own."""
    retries: int | None = None
    """Instead of the tool's own."""


class HttpNode(NodeBase):
    """Sends an HTTP request that only this node uses."""

    type: Literal["http"]
    request: HttpRequest
    into: str | None = None
    say: Template | None = None


class TransferNode(NodeBase):
    """Connects the caller to somebody else. Success ends the flow unless an edge takes it."""

    type: Literal["transfer"]
    to: tuple[Template | NumberRef, ...]
    """Numbers or SIP URIs, tried in order."""
    mode: Literal["cold", "warm"] = "cold"
    """`warm`: the colleague is briefed before the caller is connected."""
    briefing: Template | None = None
    """What a model is asked to tell the colleague, from what has been said. `warm` only."""
    whisper: Template | None = None
    """What the colleague hears before the caller, word for word."""
    say: Template | None = None
    ring_ms: int
    hours: Opening | None = None
    """Outside of them the node takes `closed` without dialling."""
    caller_id: Template | NumberRef | None = None


class MessageNode(NodeBase):
    """Sends a text message."""

    type: Literal["message"]
    channel: Literal["sms"] = "sms"
    to: Template | NumberRef
    sender: Template | NumberRef | None = None
    """None: the number of the call."""
    text: Template


class DncNode(NodeBase):
    """Puts the number on the account's list of those who must not be called."""

    type: Literal["dnc"]
    reason: Template | None = None


class DtmfNode(NodeBase):
    """Presses keys for the flow, as in another company's menu."""

    type: Literal["dtmf"]
    digits: Template
    """`0-9*#`, `w` for half a second of pause, `W` for a whole one."""


class RecordNode(NodeBase):
    """Turns the recording of the call on or off from here on."""

    type: Literal["record"]
    action: Literal["start", "stop", "pause", "resume"]


class VoicemailNode(NodeBase):
    """Leaves a message on an answering machine."""

    type: Literal["voicemail"]
    message: Template
    after: Literal["beep", "greeting", "delay"] = "beep"
    delay_ms: int = 0
    """For `delay`."""


class EndNode(NodeBase):
    """Ends the call with an outcome."""

    type: Literal["end"]
    say: Template | None = None
    outcome: str | None = None
    disposition: str | None = None


class HangupNode(NodeBase):
    """Ends the call at once."""

    type: Literal["hangup"]
    reason: str | None = None
