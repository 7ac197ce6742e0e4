"""All that the conversation knows. Values in it are never changed in place, so that a copy is one shallow copy."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any, Literal

from talkif_runtime.providers.contract import Message

Phase = Literal["new", "active", "transferring", "ending", "ended"]


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something of ours that has been queued and not yet been played."""

    id: int
    node: str
    interruptible: bool
    text: str | None
    """None while the model is still writing it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the dialogue, as models will see it."""

    message: Message
    utterance: int | None = None
    """Set for lines of ours, so that an interruption can cut them to what was heard."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How the call is going to end, once what is queued has been played."""

    reason: str
    outcome: str | None = None
    disposition: str | None = None


@dataclass(slots=True)
class State:
    phase: Phase = "new"
    at_ms: int = 0

    # what came with the call
    call: dict[str, Any] = field(default_factory=dict)
    contact: dict[str, Any] = field(default_factory=dict)
    account: dict[str, Any] = field(default_factory=dict)
    campaign: dict[str, Any] = field(default_factory=dict)
    inputs: dict[str, Any] = field(default_factory=dict)
    system: dict[str, str] = field(default_factory=dict)

    # what the flow knows
    vars: dict[str, Any] = field(default_factory=dict)
    last: dict[str, Any] = field(default_factory=lambda: {"utterance": None, "result": None, "error": None})
    dialogue: tuple[Line, ...] = ()

    # where it is
    node: str = ""
    local: Any = None
    """State of the current node; its type belongs to the node's file. None: the node waits for no input."""
    visits: dict[str, int] = field(default_factory=dict)
    return_to: tuple[str, ...] = ()

    # what is under way
    speaking: tuple[Utterance, ...] = ()
    request: int | None = None
    """Model request that has not been answered."""
    tools: dict[int, str] = field(default_factory=dict)
    """Tool requests that have not been answered: request -> the model's call id, or empty."""
    timers: frozenset[str] = frozenset()
    unheard: str = ""
    """What an interruption cut off; said again when the interruption turns out to be noise."""
    idle_prompts: int = 0
    failures: int = 0
    """Model failures in a row."""
    ending: Ending | None = None

    next_utterance: int = 1
    next_request: int = 1

    def copy(self) -> State:
        return dataclasses.replace(self)
