"""Where a flow that is written in the repository is left, and which outputs surely have a value there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain

from msgspec import Struct, field

from ..files.flow import FlowFields
from ..nodes.end import End
from ..nodes.fields import NodeFields
from ..nodes.jump import Jump
from ..nodes.subflow import Subflow
from ..scope import Scope
from .analysis import Analyser
from .conditions.decisions import Decisions
from .conditions.guards import case_proofs, proofs
from .conditions.outcomes import assignments, outcomes
from .flow_graph import FlowGraph
from .flow_interface import NO_OUTCOME, Called, FlowInterface
from .presence import Presence
from .reading import Reading
from .silence import passage, silent_ways


def interface_of_source(
    flow: FlowFields, scope: Scope, nodes: Mapping[str, NodeFields], graph: FlowGraph, called: Called
) -> FlowInterface:
    outputs = [name.value for name in flow.outputs or () if name.value in scope.variables]
    handlers = tuple(handler for handler in flow.handlers or () if handler is not None)
    paths = [("vars", name) for name in outputs]
    assigned = outcomes(scope, nodes.values(), handlers)
    left = _left(nodes, outputs, Presence(graph, nodes, handlers, called, paths, {}, {}, assigned))
    if left.is_any_unsure(len(outputs)):
        # Understanding the conditions takes longer than all the rest.
        formulas = Reading(flow, scope, nodes, {}, handlers, called).formulas()
        analyser = Analyser({}, {}, formulas)
        decisions = Decisions(scope, chain.from_iterable(map(analyser.analyse, formulas)))
        proved = proofs(decisions, nodes.values(), handlers)
        by_case = case_proofs(decisions, nodes.values())
        left = _left(nodes, outputs, Presence(graph, nodes, handlers, called, paths, proved, by_case, assigned))
    # What may be null takes a value away.
    may_be_null = {formula for formula, outcome in assigned.items() if outcome.value != frozenset()}
    emptied = (str(name) for name, formula in assignments(nodes.values(), handlers) if formula in may_be_null)
    return FlowInterface(
        flow=flow.id,
        inputs=scope.inputs,
        outputs={name: (scope.variables[name],) for name in outputs},
        exits=left.exits,
        runs=frozenset(node.flow.value for node in nodes.values() if isinstance(node, Subflow)),
        jumps=left.jumps,
        emptied=frozenset(emptied).intersection(outputs),
        place=flow.place,
        silent=passage(graph, nodes, silent_ways(graph, nodes, called, pausing=False)),
        deaf=passage(graph, nodes, silent_ways(graph, nodes, called, pausing=True)),
    )


class _Left(Struct, frozen=True):
    """By exit and by flow that is jumped to: outputs that surely have a value."""

    exits: dict[str, frozenset[str]] = field(default_factory=dict)
    jumps: dict[str, frozenset[str]] = field(default_factory=dict)

    def is_any_unsure(self, output_count: int) -> bool:
        return any(len(sure) < output_count for sure in (*self.exits.values(), *self.jumps.values()))


def _left(nodes: Mapping[str, NodeFields], outputs: Sequence[str], presence: Presence) -> _Left:
    left = _Left()
    for node_id, node in nodes.items():
        if isinstance(node, End):
            known, name = left.exits, node.outcome.value if node.outcome else NO_OUTCOME
        elif isinstance(node, Jump):
            known, name = left.jumps, node.flow.value
        else:
            continue
        sure = frozenset(output for output in outputs if presence.is_sure(("vars", output), node_id))
        known[name] = known.get(name, sure) & sure
    return left
