"""Exits of a flow that is written in the repository, and which outputs surely have a value at each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..files.flow import FlowFields
from ..nodes.end import End
from ..nodes.fields import NodeFields
from ..nodes.subflow import Subflow
from ..scope import Scope
from .analysis import Analyser
from .conditions.decisions import Decisions
from .conditions.guards import proofs
from .conditions.nullness import needs
from .flow_graph import FlowGraph
from .flow_interface import NO_OUTCOME, Called, FlowInterface
from .presence import Presence
from .reading import Reading


def interface_of_source(
    flow: FlowFields, scope: Scope, nodes: Mapping[str, NodeFields], graph: FlowGraph, called: Called
) -> FlowInterface:
    outputs = [name.value for name in flow.outputs or () if name.value in scope.variables]
    handlers = tuple(handler for handler in flow.handlers or () if handler is not None)
    paths = [("vars", name) for name in outputs]
    needed = needs(scope, nodes.values(), handlers)
    exits = _exits(nodes, outputs, Presence(graph, nodes, handlers, called, paths, {}, needed))
    if any(len(sure) < len(outputs) for sure in exits.values()):
        # Understanding the conditions takes longer than all the rest.
        formulas = Reading(flow, scope, nodes, {}, handlers, called).formulas()
        analyser = Analyser({}, formulas)
        decisions = Decisions(scope, filter(None, map(analyser.analyse, formulas)))
        proved = proofs(decisions, nodes.values(), handlers)
        exits = _exits(nodes, outputs, Presence(graph, nodes, handlers, called, paths, proved, needed))
    return FlowInterface(
        flow=flow.id,
        inputs=scope.inputs,
        outputs={name: scope.variables[name] for name in outputs},
        exits=exits,
        runs=frozenset(node.flow.value for node in nodes.values() if isinstance(node, Subflow)),
        place=flow.place,
    )


def _exits(nodes: Mapping[str, NodeFields], outputs: Sequence[str], presence: Presence) -> dict[str, frozenset[str]]:
    exits: dict[str, frozenset[str]] = {}
    for node_id, node in nodes.items():
        if isinstance(node, End):
            sure = frozenset(name for name in outputs if presence.is_sure(("vars", name), node_id))
            exit_name = node.outcome.value if node.outcome else NO_OUTCOME
            exits[exit_name] = exits.get(exit_name, sure) & sure
    return exits
