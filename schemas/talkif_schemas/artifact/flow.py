"""The compiled flow: everything that the runtime needs, resolved ahead of time.

The compiler emits it, the registry stores it under its digest, the runtime executes it and never sees YAML. Durations
are whole milliseconds. Conditions are CEL source that the compiler has type-checked: a serialised checked expression
is not byte-stable between two compilations, so the text is kept and compiled once when an artifact is loaded.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ..template_ast import Template
from ..types import Frozen, InputSpec, TypeSpec
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
from .control import BranchNode, HoursNode, JumpNode, SetNode, SplitNode, SubflowNode, SwitchNode, WaitNode
from .dialogue import AgentNode, CollectNode, ExtractNode, MenuNode, PlayNode, SayNode
from .edges import Handler
from .requests import Tool
from .services import Services

FORMAT: Literal["talkif.artifact/v1"] = "talkif.artifact/v1"


class Idle(Frozen):
    """What happens when the caller says nothing while it is their turn."""

    after_ms: int
    prompts: tuple[Template, ...]
    then: str


class Settings(Frozen):
    """Limits and manners of the whole call."""

    max_call_ms: int
    idle: Idle | None
    interruptible: bool
    recording: bool


Node = Annotated[
    SayNode
    | PlayNode
    | AgentNode
    | CollectNode
    | MenuNode
    | ExtractNode
    | BranchNode
    | SwitchNode
    | HoursNode
    | SetNode
    | WaitNode
    | SplitNode
    | SubflowNode
    | JumpNode
    | ToolNode
    | HttpNode
    | MessageNode
    | DncNode
    | TransferNode
    | DtmfNode
    | RecordNode
    | VoicemailNode
    | EndNode
    | HangupNode,
    Field(discriminator="type"),
]


class Accepted(Frozen):
    """A change since the version before that asks for no more than a patch, for a reason."""

    rule: str
    """Of the rules of changes."""
    subject: str
    """The name that the change is about."""
    reason: str


class Artifact(Frozen):
    """A compiled flow."""

    format: Literal["talkif.artifact/v1"]
    flow: str
    name: str
    language: str
    services: Services
    settings: Settings
    prompt: Template | None
    inputs: dict[str, InputSpec]
    variables: dict[str, TypeSpec]
    outputs: tuple[str, ...]
    outcomes: tuple[str, ...]
    tools: dict[str, Tool]
    handlers: tuple[Handler, ...]
    start: str
    nodes: dict[str, Node]
    fixed_speech: tuple[str, ...]
    """Utterances that never change, sorted; the runtime synthesises them once."""
    secrets: tuple[str, ...]
    """Names of the secrets that the environment must bind, sorted."""
    numbers: tuple[str, ...] = ()
    """Names of the phone numbers that the environment must bind, sorted."""
    hosts: tuple[str, ...] = ()
    """Names of the hosts that the environment must bind, sorted."""
    sure_outputs: dict[str, tuple[str, ...]] = {}
    """Exit -> outputs that surely have a value there, sorted. An end without an outcome is the exit `done`."""
    accept: tuple[Accepted, ...] = ()
    """Changes that the authors take for smaller than they are."""
    flows: dict[str, Artifact] = {}
    """Every flow that this one runs or leads to, however far away, by id. Theirs are empty."""
    contract_hash: str
    """Of inputs, outputs, outcomes and effects: what programs around the flow rely on."""
    behaviour_hash: str
    """Of prompts, models, routing and timings: what callers notice."""
    meta_hash: str = ""
    """Of names, notes and descriptions: what nobody notices but the authors."""
