"""What a version of a flow promises to the programs and people around it, taken out of an artifact."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from msgspec import Struct

from talkif_schemas.artifact import (
    Artifact,
    DncNode,
    EndNode,
    HttpNode,
    HttpRequest,
    McpCall,
    MenuNode,
    MessageNode,
    RecordNode,
    TransferNode,
    targets,
)
from talkif_schemas.types import InputSpec, TypeSpec

from ..notices import MACHINE, RECORDED
from .renames import renamed
from .told import Told, told

_KEY = "dtmf:"
"""Before the key, in events."""


class Effect(Struct, frozen=True):
    """What the flow does to the world: a tool by its name, a request of a node as `nodes.<id>`, `messages` ..."""

    method: str
    host: str
    """Scheme and host; the whole template when they depend on values."""
    parameters: Mapping[str, TypeSpec]
    """Arguments of a tool; empty for a node's own request."""
    required: frozenset[str]


class Contract(Struct, frozen=True):
    inputs: Mapping[str, InputSpec]
    outputs: Mapping[str, TypeSpec]
    outcomes: frozenset[str]
    reachable_outcomes: frozenset[str]
    """Outcomes of the end nodes that a way from the start leads to."""
    effects: Mapping[str, Effect]
    transfers: frozenset[str]
    """Numbers and SIP URIs, as templates."""
    secrets: frozenset[str]
    recording: bool
    keys: Mapping[str, str]
    """`<menu> <key>` -> the node that pressing the key leads to; for handlers, which hold everywhere, the key alone."""
    commands: frozenset[str]
    """What callers may ask for at any time, as a model is told to recognise it."""
    machine: Told
    """How callers are told that a machine speaks."""
    recorded: Told
    """How callers are told that they are recorded."""
    pauses: bool
    """There are places in which the recording is paused or stopped."""
    dispositions: frozenset[str]
    bindings: frozenset[str]
    """`number <name>` and `host <name>`, for each that the environment must bind."""
    language: str
    providers: Mapping[str, tuple[str, ...]]
    """Kind of service (`stt`, `llm`, `tts`) -> vendors in order of fallback."""
    models: Mapping[str, tuple[str | None, ...]]
    """Same keys and order as `providers`."""
    voices: tuple[str | None, ...]
    artifact: Artifact
    """What callers notice, and programs do not, is compared as it is."""
    names: Mapping[str, str]
    """Old id of a node -> new id. Everything else here has the new ones."""


def extract(artifact: Artifact, names: Mapping[str, str] | None = None) -> Contract:
    """`names`: nodes that have another id in the version to compare with."""
    names = names or {}
    artifact = renamed(artifact, names)
    nodes = artifact.nodes
    flows = (artifact, *artifact.flows.values())
    services = {"stt": artifact.services.stt, "llm": artifact.services.llm, "tts": artifact.services.tts}
    return Contract(
        inputs=artifact.inputs,
        outputs={name: artifact.variables[name] for name in artifact.outputs},
        outcomes=frozenset(artifact.outcomes),
        reachable_outcomes=_reachable_outcomes(artifact),
        effects=_all_effects(artifact),
        transfers=frozenset(
            to.source
            for flow in flows
            for node in flow.nodes.values()
            if isinstance(node, TransferNode)
            for to in node.to
        ),
        secrets=frozenset(name for flow in flows for name in flow.secrets),
        recording=artifact.settings.recording,
        keys={
            f"{node_id} {choice.dtmf}": choice.to
            for node_id, node in nodes.items()
            if isinstance(node, MenuNode)
            for choice in node.choices
            if choice.dtmf is not None
        }
        | {
            handler.event.removeprefix(_KEY): handler.to
            for handler in artifact.handlers
            if handler.event is not None and handler.event.startswith(_KEY)
        },
        commands=frozenset(handler.when for handler in artifact.handlers if handler.when is not None),
        machine=told(artifact, MACHINE),
        recorded=told(artifact, RECORDED),
        pauses=any(
            isinstance(node, RecordNode) and node.action in ("pause", "stop")
            for flow in flows
            for node in flow.nodes.values()
        ),
        dispositions=frozenset(
            node.disposition for node in nodes.values() if isinstance(node, EndNode) and node.disposition is not None
        ),
        bindings=frozenset(
            [f"number {name}" for flow in flows for name in flow.numbers]
            + [f"host {name}" for flow in flows for name in flow.hosts]
        ),
        language=artifact.language,
        providers={kind: tuple(choice.provider for choice in choices) for kind, choices in services.items()},
        models={kind: tuple(choice.model for choice in choices) for kind, choices in services.items()},
        voices=tuple(choice.voice for choice in artifact.services.tts),
        artifact=artifact,
        names=names,
    )


def _all_effects(artifact: Artifact) -> dict[str, Effect]:
    """With those of the flows that it leads to, under the flow's name."""
    effects = _effects(artifact)
    for flow, other in artifact.flows.items():
        effects |= {f"{flow}/{name}": effect for name, effect in _effects(other).items()}
    return effects


def _effects(artifact: Artifact) -> dict[str, Effect]:
    effects = {
        name: _effect(call, tool.parameters, frozenset(tool.required))
        for name, tool in artifact.tools.items()
        if (call := tool.request or tool.mcp) is not None
    }
    for node_id, node in artifact.nodes.items():
        if isinstance(node, HttpNode):
            effects[f"nodes.{node_id}"] = _effect(node.request, {}, frozenset())
        elif isinstance(node, MessageNode):
            effects["messages"] = Effect("SMS", "the carrier", {}, frozenset())
        elif isinstance(node, DncNode):
            effects["do-not-call"] = Effect("ADD", "the account's list", {}, frozenset())
    return effects


def _effect(request: HttpRequest | McpCall, parameters: Mapping[str, TypeSpec], required: frozenset[str]) -> Effect:
    method = request.method if isinstance(request, HttpRequest) else f"MCP {request.tool}"
    if request.host is not None:
        return Effect(method, f"host {request.host}", parameters, required)
    source = request.url.source
    scheme, _, rest = source.partition("://")
    is_fixed = bool(rest) and "{{" not in scheme and "{{" not in rest.partition("/")[0]
    host = f"{scheme}://{urlsplit(source).netloc}" if is_fixed else source
    return Effect(method, host, parameters, required)


def _reachable_outcomes(artifact: Artifact) -> frozenset[str]:
    idle = [artifact.settings.idle.then] if artifact.settings.idle else []
    everywhere = [handler.to for handler in artifact.handlers] + idle
    reached = {artifact.start}
    waiting = [artifact.start]
    while waiting:
        node = artifact.nodes[waiting.pop()]
        new = {*targets(node), *(everywhere if node.handlers else idle)} - reached
        reached |= new
        waiting += new
    ends = (artifact.nodes[node_id] for node_id in reached)
    return frozenset(node.outcome for node in ends if isinstance(node, EndNode) and node.outcome is not None)
