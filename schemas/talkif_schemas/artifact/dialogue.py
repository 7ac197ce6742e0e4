"""Nodes that talk with the caller."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ..template_ast import Template
from ..types import Frozen, TypeSpec
from .node import NodeBase
from .services import Services


class SayNode(NodeBase):
    """Speaks and goes on."""

    type: Literal["say"]
    text: tuple[Template, ...]
    """Variants; the n-th visit speaks the n-th, round and round."""
    interruptible: bool
    voice: str | None = None


class PlayNode(NodeBase):
    """Plays a recording and goes on."""

    type: Literal["play"]
    audio: Template
    """An https URL of WAV or MP3 audio."""
    loop: int = 1
    """Times that it is played."""
    interruptible: bool


class Example(Frozen):
    """One example of a dialogue turn, shown to the model with the prompt."""

    user: str
    says: str | None = None
    choose: str | None = None
    """Target node of the `when` edge that this utterance should take."""


class AgentNode(NodeBase):
    """A conversation led by a model until an edge is taken."""

    type: Literal["agent"]
    prompt: Template
    greeting: Template | None = None
    tools: tuple[str, ...] = ()
    max_turns: int | None = None
    """Caller turns spent in the node before `on: max_turns`."""
    interruptible: bool
    context: Literal["keep", "reset", "summary"] = "keep"
    examples: tuple[Example, ...] = ()
    extract: tuple[str, ...] = ()
    """Variables that the model fills while it talks."""
    services: Services | None = None


class Retries(Frozen):
    """What is said again when an answer is missing or does not fit."""

    no_input: tuple[Template, ...] = ()
    no_match: tuple[Template, ...] = ()
    max: int = 2
    """Misses of either kind before the node gives up."""


SlotType = Literal[
    "text", "number", "digits", "phone", "email", "date", "time", "money", "yes_no", "enum", "name", "address"
]


class CollectNode(NodeBase):
    """Asks until it has one value of the right shape, by voice or keypad."""

    type: Literal["collect"]
    into: str
    ask: Template
    slot: SlotType
    values: tuple[str, ...] = ()
    """Allowed values of an `enum` slot."""
    pattern: str | None = None
    """Regular expression that the whole value must match, taken from the variable."""
    speech: bool = True
    dtmf: bool = False
    max_digits: int | None = None
    """Count of keypad digits after which the answer is complete without waiting."""
    check: str | None = None
    """CEL over `value` and the usual names; false means no match."""
    confirm: Literal["never", "always", "low_confidence"] = "never"
    retries: Retries = Field(default_factory=Retries)
    timeout_ms: int
    """Silence after the question that counts as no input."""
    interruptible: bool


class Choice(Frozen):
    """One item of a menu."""

    key: str
    to: str
    dtmf: str | None = None
    says: tuple[str, ...] = ()
    """Words or phrases that choose this item."""


class MenuNode(NodeBase):
    """Offers a few choices, by voice or keypad."""

    type: Literal["menu"]
    ask: Template
    choices: tuple[Choice, ...]
    retries: Retries = Field(default_factory=Retries)
    timeout_ms: int
    interruptible: bool


class ExtractNode(NodeBase):
    """Reads values out of what has been said, without asking anybody."""

    type: Literal["extract"]
    into: str
    shape: TypeSpec
    """The shape of the value; an object unless the variable has another type."""
    about: Template | None = None
    """What to look for, beyond the descriptions in the schema."""
    source: Literal["call", "node", "last"] = "call"
    """The whole call, what was said since the last agent node began, or the caller's last utterance."""
