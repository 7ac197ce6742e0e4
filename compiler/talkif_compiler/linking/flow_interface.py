"""What a flow shows to the flows that run it: inputs, outputs, exits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from talkif_schemas.artifact import Artifact, EndNode, SubflowNode
from talkif_schemas.types import InputSpec, TypeSpec

from ..fields.edges import EdgeFields
from ..nodes.fields import NodeFields
from ..nodes.subflow import Subflow
from ..source import Span

NO_OUTCOME = "done"
"""Exit of an `end` node without an outcome."""
EXIT = "exit:"


@dataclass(frozen=True, slots=True)
class FlowInterface:
    flow: str
    inputs: Mapping[str, InputSpec]
    outputs: Mapping[str, TypeSpec]
    exits: Mapping[str, frozenset[str]]
    """Exit -> outputs that surely have a value there."""
    runs: frozenset[str]
    """Ids of the flows that it runs as sub-flows."""
    place: Span | None
    """Where it is written; None for an imported one."""


#: Node id -> the flow that the node runs or jumps to. Flows that cannot be read are left out.
Called = Mapping[str, FlowInterface]


def assigned_before(node_id: str, node: NodeFields, edge: EdgeFields | None, called: Called) -> Iterable[str]:
    """Variables that the node itself has filled when it leaves by the edge."""
    if not isinstance(node, Subflow) or edge is None or edge.on is None or node_id not in called:
        return node.assigned_before(edge)
    sure = called[node_id].exits.get(edge.on.value.removeprefix(EXIT), frozenset())
    return [str(variable) for variable, output in (node.outputs or {}).items() if output.value in sure]


def interface_of_artifact(artifact: Artifact) -> FlowInterface:
    """An artifact does not say which outputs are sure at an exit, so none is taken to be."""
    ends = [node for node in artifact.nodes.values() if isinstance(node, EndNode)]
    return FlowInterface(
        flow=artifact.flow,
        inputs=artifact.inputs,
        outputs={name: artifact.variables[name] for name in artifact.outputs},
        exits={node.outcome or NO_OUTCOME: frozenset() for node in ends},
        runs=frozenset(node.flow for node in artifact.nodes.values() if isinstance(node, SubflowNode)),
        place=None,
    )
