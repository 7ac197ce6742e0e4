"""All that the conversation knows. Values in it are never changed in place, so that a copy is one shallow copy."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any, Literal

from talkif_runtime.providers.contract import Message

Phase = Literal["new", "active", "transferring", "ending", "wrap_up", "ended"]


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
    number: int = 0
    """Counts up over the call. Lines that nobody heard are taken out, so places in the dialogue do not stay."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How the call is going to end, once what is queued has been played."""

    reason: str
    outcome: str | None = None
    disposition: str | None = None
    note: str = ""
    """Why, in the words of the flow."""


@dataclass(frozen=True, slots=True)
class WrapUp:
    """The caller has hung up, and the flow goes on without them."""

    reason: str
    """Why the call will have ended, whatever the flow still comes to."""
    told: int | None = None
    """`on: hangup` was taken where so many flows were around the current one, and will be taken farther out only.
    None: not yet, because a request that was under way is awaited.
    """


@dataclass(frozen=True, slots=True)
class Frame:
    """A flow that waits for the sub-flow that it runs."""

    flow: str | None
    node: str
    vars: dict[str, Any]
    inputs: dict[str, Any]
    outputs: dict[str, Any]
    return_to: tuple[str, ...]


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
    next_line: int = 0
    first_line: int = 0
    """Models see nothing of the dialogue before this line."""
    agent_line: int = 0
    """Where the last agent node began."""
    outputs: dict[str, Any] = field(default_factory=dict)
    """What the flows put out that this one took over from by a jump."""

    # where it is
    flow: str | None = None
    """None: the artifact's own. `vars`, `inputs`, `outputs`, `node` and `return_to` belong to it."""
    frames: tuple[Frame, ...] = ()
    """The flows around it, outermost first."""
    node: str = ""
    local: Any = None
    """State of the current node; its type belongs to the node's file. None: the node waits for no input."""
    visits: dict[str, int] = field(default_factory=dict)
    """Place -> times that it was entered."""
    return_to: tuple[str, ...] = ()

    # what is under way
    speaking: tuple[Utterance, ...] = ()
    request: int | None = None
    """Model request that has not been answered."""
    tools: dict[int, str] = field(default_factory=dict)
    """Tool requests that have not been answered: request -> the model's call id, or empty."""
    timers: frozenset[str] = frozenset()
    keys: str = ""
    """Keys pressed so far, when more of them may follow."""
    unheard: str = ""
    """What an interruption cut off; said again when the interruption turns out to be noise."""
    idle_prompts: int = 0
    failures: int = 0
    """Model failures in a row."""
    ending: Ending | None = None
    wrap_up: WrapUp | None = None

    next_utterance: int = 1
    next_request: int = 1

    @property
    def place(self) -> str:
        """The current node, told apart from nodes of other flows that are called the same."""
        return self.node if self.flow is None else f"{self.flow}/{self.node}"

    def copy(self) -> State:
        return dataclasses.replace(self)
