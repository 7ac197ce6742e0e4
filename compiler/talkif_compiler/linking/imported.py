"""Imported flows: what they show to the flows that run them, and the flows that they bring along.

What is inside of an import is its own: ids there are not those of the repository, nor of other imports.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from talkif_schemas.artifact import Artifact, EndNode, JumpNode, Node, SubflowNode, targets

from ..nodes import NODE_TYPES
from .digraph import Digraph
from .flow_interface import EXIT, NO_OUTCOME, FlowInterface, Passage, through_jumps

_LISTENING = frozenset(node.TYPE for node in NODE_TYPES if node.LISTENS)
_PAUSING = frozenset(node.TYPE for node in NODE_TYPES if node.PAUSES)
_MAX_DEPTH = 16
"""Flows that run flows. What is deeper is taken to give the caller a turn."""


def interface_of_artifact(artifact: Artifact) -> FlowInterface:
    """Of an imported flow, with those inside of it that take over."""
    flows = {flow.flow: flow for flow in (*artifact.flows.values(), artifact)}
    found = _Inside(flows).find(artifact.flow)
    silent, deaf = (Passage(passage.exits) for passage in (found.silent, found.deaf))
    return replace(found, runs=frozenset(), jumps={}, silent=silent, deaf=deaf)


def brought_along(imports: Mapping[str, Artifact], taken: Collection[str]) -> dict[str, Artifact]:
    """The imported flows by id, and what they bring along: under its own id, or one that nobody else has.

    `taken`: ids that mean other flows.
    """
    kept: dict[str, Artifact] = {}
    for artifact in imports.values():
        for flow_id, flow in artifact.flows.items():
            kept.setdefault(flow_id, flow)
    shared = {
        flow_id
        for flow_id, flow in kept.items()
        if flow_id not in taken and all(other.flows.get(flow_id, flow) == flow for other in imports.values())
    }
    found: dict[str, Artifact] = {}
    for name, artifact in imports.items():
        names = {flow_id: f"{name}.{flow_id}" for flow_id in artifact.flows if flow_id not in shared}
        found[name] = _renamed(artifact, names).model_copy(update={"flows": {}})
        for flow_id, flow in artifact.flows.items():
            new = names.get(flow_id, flow_id)
            found[new] = _renamed(flow, names).model_copy(update={"flow": new})
    return found


def _renamed(artifact: Artifact, names: Mapping[str, str]) -> Artifact:
    """With other ids of the flows that it runs or jumps to."""
    nodes = {
        node_id: node.model_copy(update={"flow": names[node.flow]})
        for node_id, node in artifact.nodes.items()
        if isinstance(node, SubflowNode | JumpNode) and node.flow in names
    }
    return artifact.model_copy(update={"nodes": {**artifact.nodes, **nodes}}) if nodes else artifact


class _Inside(Struct):
    """The flows of one import."""

    flows: Mapping[str, Artifact]
    known: dict[str, FlowInterface] = field(default_factory=dict)
    """What they show by themselves."""
    depth: int = 0

    def find(self, flow_id: str) -> FlowInterface:
        return through_jumps(self.own(self.flows[flow_id]), self._own_by_id)

    def _own_by_id(self, flow_id: str) -> FlowInterface | None:
        return self.own(self.flows[flow_id]) if flow_id in self.flows else None

    def own(self, flow: Artifact) -> FlowInterface:
        if flow.flow not in self.known:
            # A flow that leads back to itself meets this while it is being looked at.
            self.known[flow.flow] = interface = _written(flow)
            silent, deaf = (self._passage(flow, pausing=pausing) for pausing in (False, True))
            self.known[flow.flow] = replace(interface, silent=silent, deaf=deaf)
        return self.known[flow.flow]

    def _passage(self, flow: Artifact, *, pausing: bool) -> Passage:
        """By ways on which nothing waits for the caller."""
        passed = {
            node_id: node
            for node_id, node in flow.nodes.items()
            if node.type not in _LISTENING and (pausing or node.type not in _PAUSING)
        }
        ways = Digraph(passed)
        for node_id, node in passed.items():
            for target in self._onward(node, pausing=pausing):
                if target in passed:
                    ways.add(node_id, target)
        reached = [passed[node_id] for node_id in ways.reached([flow.start] if flow.start in passed else [])]
        return Passage(
            exits=frozenset(node.outcome or NO_OUTCOME for node in reached if isinstance(node, EndNode)),
            jumps=frozenset(node.flow for node in reached if isinstance(node, JumpNode)),
        )

    def _onward(self, node: Node, *, pausing: bool) -> list[str]:
        if not isinstance(node, SubflowNode):
            return list(targets(node))
        if node.flow not in self.flows or self.depth == _MAX_DEPTH:
            return []
        self.depth += 1
        inner = self.find(node.flow)
        self.depth -= 1
        events = {EXIT + name for name in (inner.deaf if pausing else inner.silent).exits}
        return [edge.to for edge in node.edges if edge.event in events]


def _written(artifact: Artifact) -> FlowInterface:
    nodes = artifact.nodes.values()
    ends = {node.outcome or NO_OUTCOME for node in nodes if isinstance(node, EndNode)}
    return FlowInterface(
        flow=artifact.flow,
        inputs=artifact.inputs,
        outputs={name: (artifact.variables[name],) for name in artifact.outputs},
        exits={name: frozenset(artifact.sure_outputs.get(name, ())) for name in ends},
        runs=frozenset(),
        jumps={node.flow: frozenset() for node in nodes if isinstance(node, JumpNode)},
        emptied=frozenset(artifact.outputs),
        place=None,
    )
