"""The compiled flow: everything that the runtime needs, resolved ahead of time.

The compiler emits it, the registry stores it under its digest, the runtime executes it and never sees YAML. Durations
are whole milliseconds. Conditions are CEL source that the compiler has type-checked: a serialised checked expression
is not byte-stable between two compilations, so the text is kept and compiled once when an artifact is loaded.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, JsonValue

from .template_ast import Template
from .types import Frozen, InputSpec, TypeSpec

FORMAT: Literal["talkif.artifact/v1"] = "talkif.artifact/v1"

EdgeKind = Literal["always", "if", "on", "when", "else"]


class Edge(Frozen):
    """One way out of a node. `kind` says which of the optional fields is set."""

    kind: EdgeKind
    to: str
    condition: str | None = None
    """CEL source of an `if` edge; its type is bool."""
    event: str | None = None
    """Name of the event of an `on` edge, such as `done`, `timeout` or `dtmf:0`."""
    when: str | None = None
    """What the model has to recognise, for a `when` edge."""
    say: Template | None = None
    assign: dict[str, str] = {}
    """Variable -> CEL source, evaluated before the edge is taken. No assignment reads what another one sets."""


class Handler(Edge):
    """A flow-wide edge that holds in every node."""

    kind: Literal["if", "on", "when"]
    returns: bool = False
    """True when the caller comes back to the node they left once the handler's node is done."""


class ServiceRef(Frozen):
    """One choice of vendor. Lists of these are ordered fallbacks."""

    provider: str
    model: str | None = None
    voice: str | None = None
    options: dict[str, JsonValue] = {}


class Services(Frozen):
    """Vendors of a flow, by kind."""

    stt: tuple[ServiceRef, ...]
    llm: tuple[ServiceRef, ...]
    tts: tuple[ServiceRef, ...]


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


class SecretRef(Frozen):
    """The name of a secret that the environment binds. The value is never in an artifact."""

    secret: str


HeaderValue = Template | SecretRef


class HttpRequest(Frozen):
    """An HTTP request with templates in its parts."""

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    url: Template
    headers: dict[str, HeaderValue] = {}
    query: dict[str, Template] = {}
    body: JsonValue = None
    """JSON with `{"$template": Template}` in place of each templated string."""
    map: dict[str, str] = {}
    """Field of the result -> CEL source over `last.result`. Empty: the result is the response body."""
    timeout_ms: int
    retries: int = 0
    idempotent: bool = False


class Tool(Frozen):
    """A tool of the flow: offered to models in agent nodes, called directly by tool nodes."""

    description: str
    parameters: dict[str, TypeSpec] = {}
    required: tuple[str, ...] = ()
    request: HttpRequest
    """Templates in it read the arguments as `args.*`."""


class NodeBase(Frozen):
    """What every node has."""

    edges: tuple[Edge, ...] = ()
    handlers: bool = True
    """False when the flow's handlers do not hold in this node."""


class SayNode(NodeBase):
    """Speaks and goes on."""

    type: Literal["say"]
    text: tuple[Template, ...]
    """Variants; the n-th visit speaks the n-th, round and round."""
    interruptible: bool
    voice: str | None = None


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
    retries: Retries = Retries()
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
    retries: Retries = Retries()
    timeout_ms: int
    interruptible: bool


class BranchNode(NodeBase):
    """Takes the first edge whose condition holds."""

    type: Literal["branch"]


class SetNode(NodeBase):
    """Assigns variables and goes on."""

    type: Literal["set"]
    assign: dict[str, str]


class ToolNode(NodeBase):
    """Calls one of the flow's tools."""

    type: Literal["tool"]
    tool: str
    args: dict[str, Template] = {}
    into: str | None = None
    say: Template | None = None


class HttpNode(NodeBase):
    """Sends an HTTP request that only this node uses."""

    type: Literal["http"]
    request: HttpRequest
    into: str | None = None
    say: Template | None = None


class TransferNode(NodeBase):
    """Connects the caller to somebody else. Success ends the flow."""

    type: Literal["transfer"]
    to: tuple[Template, ...]
    """Numbers or SIP URIs, tried in order."""
    mode: Literal["cold"] = "cold"
    say: Template | None = None
    ring_ms: int
    caller_id: Template | None = None


class EndNode(NodeBase):
    """Ends the call with an outcome."""

    type: Literal["end"]
    say: Template | None = None
    outcome: str | None = None
    disposition: str | None = None


Node = Annotated[
    SayNode | AgentNode | CollectNode | MenuNode | BranchNode | SetNode | ToolNode | HttpNode | TransferNode | EndNode,
    Field(discriminator="type"),
]


class SourceRef(Frozen):
    """Where a node is written: path inside the flow repository, and 1-based line."""

    file: str
    line: int


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
    source_map: dict[str, SourceRef]
    """Node id -> where it is written."""
    contract_hash: str
    """Of inputs, outputs, outcomes and effects: what programs around the flow rely on."""
    behaviour_hash: str
    """Of prompts, models, routing and timings: what callers notice."""
