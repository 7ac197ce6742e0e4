"""What a version of a flow promises to the programs and people around it, taken out of an artifact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import networkx

from talkif_schemas.artifact import (
    Artifact,
    DncNode,
    EndNode,
    HttpNode,
    HttpRequest,
    McpCall,
    MenuNode,
    MessageNode,
    SwitchNode,
    TransferNode,
)
from talkif_schemas.types import InputSpec, TypeSpec


@dataclass(frozen=True, slots=True)
class Effect:
    """What the flow does to the world: a tool by its name, a request of a node as `nodes.<id>`, `messages` ..."""

    method: str
    host: str
    """Scheme and host; the whole template when they depend on values."""
    parameters: Mapping[str, TypeSpec]
    """Arguments of a tool; empty for a node's own request."""
    required: frozenset[str]


@dataclass(frozen=True, slots=True)
class Contract:
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
    """`<menu> <key>` -> the node that pressing the key leads to."""
    language: str
    providers: Mapping[str, tuple[str, ...]]
    """Kind of service (`stt`, `llm`, `tts`) -> vendors in order of fallback."""
    models: Mapping[str, tuple[str | None, ...]]
    """Same keys and order as `providers`."""
    voices: tuple[str | None, ...]


def extract(artifact: Artifact) -> Contract:
    nodes = artifact.nodes
    services = {"stt": artifact.services.stt, "llm": artifact.services.llm, "tts": artifact.services.tts}
    return Contract(
        inputs=artifact.inputs,
        outputs={name: artifact.variables[name] for name in artifact.outputs},
        outcomes=frozenset(artifact.outcomes),
        reachable_outcomes=_reachable_outcomes(artifact),
        effects=_all_effects(artifact),
        transfers=frozenset(
            to.source
            for flow in (artifact, *artifact.flows.values())
            for node in flow.nodes.values()
            if isinstance(node, TransferNode)
            for to in node.to
        ),
        secrets=frozenset(artifact.secrets).union(*(flow.secrets for flow in artifact.flows.values())),
        recording=artifact.settings.recording,
        keys={
            f"{node_id} {choice.dtmf}": choice.to
            for node_id, node in nodes.items()
            if isinstance(node, MenuNode)
            for choice in node.choices
            if choice.dtmf is not None
        },
        language=artifact.language,
        providers={kind: tuple(choice.provider for choice in choices) for kind, choices in services.items()},
        models={kind: tuple(choice.model for choice in choices) for kind, choices in services.items()},
        voices=tuple(choice.voice for choice in artifact.services.tts),
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
    graph: networkx.DiGraph[str] = networkx.DiGraph()
    graph.add_node(artifact.start)
    idle = [artifact.settings.idle.then] if artifact.settings.idle else []
    everywhere = [handler.to for handler in artifact.handlers] + idle
    for node_id, node in artifact.nodes.items():
        targets = [edge.to for edge in node.edges] + (everywhere if node.handlers else idle)
        if isinstance(node, MenuNode):
            targets += [choice.to for choice in node.choices]
        elif isinstance(node, SwitchNode):
            targets += node.cases.values()
        graph.add_edges_from((node_id, target) for target in targets)
    reached = networkx.descendants(graph, artifact.start) | {artifact.start}
    ends = (node for node_id, node in artifact.nodes.items() if node_id in reached)
    return frozenset(node.outcome for node in ends if isinstance(node, EndNode) and node.outcome is not None)
