"""Nodes that decide and go on, without a word."""

from __future__ import annotations

from typing import Literal

from ..types import Frozen
from .node import NodeBase


class BranchNode(NodeBase):
    """Takes the first edge whose condition holds."""

    type: Literal["branch"]


class SetNode(NodeBase):
    """Assigns variables and goes on."""

    type: Literal["set"]
    assign: dict[str, str]


class SwitchNode(NodeBase):
    """Goes where the value of an expression leads; `else` takes what no case names."""

    type: Literal["switch"]
    on: str
    """CEL source; its value is text, a number or a boolean."""
    cases: dict[str, str]
    """Value, written as text -> node."""


class Window(Frozen):
    """Hours on some days of the week. A window that ends before it begins goes on past midnight."""

    days: tuple[int, ...]
    """1 is Monday, 7 is Sunday (ISO 8601)."""
    opens: str
    """HH:MM"""
    closes: str
    """HH:MM; 24:00 is the end of the day."""


class Opening(Frozen):
    """When somebody is there."""

    timezone: str
    """IANA name, or `account` or `contact`."""
    windows: tuple[Window, ...]
    closed_on: tuple[str, ...] = ()
    """Dates, YYYY-MM-DD, on which it is closed all day."""
    holidays: str | None = None
    """ISO 3166 code of the country, or of one of its parts (`US`, `DE-BY`), whose public holidays are closed."""


class HoursNode(NodeBase):
    """Decides by the time of day: `open` or `closed`."""

    type: Literal["hours"]
    opening: Opening


class WaitNode(NodeBase):
    """Waits and goes on."""

    type: Literal["wait"]
    for_ms: int


class SplitNode(NodeBase):
    """Sends a share of the calls each way; the arm's name is the event that its edge takes."""

    type: Literal["split"]
    weights: dict[str, int]
    """Arm -> weight, relative to the sum."""
    sticky: Literal["contact", "call"] = "contact"
    """`contact`: the same person always takes the same arm."""


class SubflowNode(NodeBase):
    """Runs another flow and comes back with `exit:<outcome>`."""

    type: Literal["subflow"]
    flow: str
    """Key of `Artifact.flows`."""
    inputs: dict[str, str] = {}
    """Input of the other flow -> CEL source."""
    outputs: dict[str, str] = {}
    """Variable of this flow -> output of the other flow."""


class JumpNode(NodeBase):
    """Leaves this flow for the start of another one."""

    type: Literal["jump"]
    flow: str
    """Key of `Artifact.flows`, or the flow of the artifact itself."""
    inputs: dict[str, str] = {}
    """Input of the other flow -> CEL source."""
    context: Literal["all", "last", "none"] = "all"
    """How much of the dialogue models go on seeing: all of it, the caller's last turn, or nothing."""
