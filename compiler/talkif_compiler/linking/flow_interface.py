"""What a flow shows to the flows that run it: inputs, outputs, exits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from talkif_schemas.types import InputSpec, TypeSpec

from ..diagnostics import Label
from ..fields.edges import EdgeFields
from ..nodes.fields import NodeFields
from ..nodes.subflow import Subflow
from ..source import Span

NO_OUTCOME = "done"
"""Exit of an `end` node without an outcome."""
EXIT = "exit:"


class Passage(Struct, frozen=True):
    """Where a flow may be left by ways of some kind, from its start."""

    exits: frozenset[str] = frozenset()
    jumps: frozenset[str] = frozenset()
    """Ids of the flows that it jumps to."""


class FlowInterface(Struct, frozen=True):
    flow: str
    inputs: Mapping[str, InputSpec]
    outputs: Mapping[str, tuple[TypeSpec, ...]]
    """Several types where flows that take over from each other put out values of one name."""
    exits: Mapping[str, frozenset[str]]
    """Exit -> outputs that surely have a value there."""
    runs: frozenset[str]
    """Ids of the flows that it runs as sub-flows."""
    jumps: Mapping[str, frozenset[str]]
    """Id of each flow that it jumps to -> outputs that surely have a value then."""
    emptied: frozenset[str]
    """Outputs that may lose the value which a flow before this one put out."""
    place: Span | None
    """Where it is written; None for an imported one."""
    silent: Passage = Passage()
    """By ways on which nothing waits for the caller, and no time passes."""
    deaf: Passage = Passage()
    """By ways on which nothing waits for the caller."""
    is_whole: bool = True
    """False where a flow that takes over is not known, so that there may be more exits and outputs."""

    @property
    def declared(self) -> tuple[Label, ...]:
        """Where it is written, for findings about what it shows."""
        return (Label(self.place, "the other flow"),) if self.place is not None else ()


#: Node id -> the flow that the node runs or jumps to. Flows that cannot be read are left out.
Called = Mapping[str, FlowInterface]


def assigned_before(node_id: str, node: NodeFields, edge: EdgeFields | None, called: Called) -> Iterable[str]:
    """Variables that the node itself has filled when it leaves by the edge."""
    if not isinstance(node, Subflow) or edge is None or edge.on is None or node_id not in called:
        return node.assigned_before(edge)
    sure = called[node_id].exits.get(edge.on.value.removeprefix(EXIT), frozenset())
    return [str(variable) for variable, output in (node.outputs or {}).items() if output.value in sure]


def through_jumps(first: FlowInterface, own: Callable[[str], FlowInterface | None]) -> FlowInterface:
    """With the exits and outputs of the flows that take over from it, however far away.

    Whoever runs a flow goes on where the last of them ends, with all that they put out. `own`: id -> what a flow shows
    by itself.
    """
    flows = {first.flow: first}
    brought: dict[str, frozenset[str]] = {first.flow: frozenset()}
    """Flow -> outputs that surely have a value when it takes over."""
    is_whole = first.is_whole
    waiting = [first]
    while waiting:
        current = waiting.pop()
        for target, sure in current.jumps.items():
            following = own(target)
            if following is None:
                is_whole = False
                continue
            flows[target] = following
            found = brought[current.flow] - current.emptied | sure
            met = found & brought.get(target, found)
            if met != brought.get(target):
                brought[target] = met
                waiting.append(following)
    exits: dict[str, frozenset[str]] = {}
    outputs: dict[str, tuple[TypeSpec, ...]] = {}
    for flow_id, flow in flows.items():
        is_whole = is_whole and flow.is_whole
        for name, sure in flow.exits.items():
            found = brought[flow_id] - flow.emptied | sure
            exits[name] = found & exits.get(name, found)
        for name, specs in flow.outputs.items():
            outputs[name] = (*outputs.get(name, ()), *specs)
    silent = _onward(first, flows, lambda flow: flow.silent)
    deaf = _onward(first, flows, lambda flow: flow.deaf)
    return replace(first, outputs=outputs, exits=exits, silent=silent, deaf=deaf, is_whole=is_whole)


def _onward(
    first: FlowInterface, flows: Mapping[str, FlowInterface], part: Callable[[FlowInterface], Passage]
) -> Passage:
    """With the exits of the flows that take over on a way of the same kind."""
    exits: set[str] = set()
    reached, waiting = {first.flow}, [first]
    while waiting:
        current = part(waiting.pop())
        exits |= current.exits
        onward = [flow for flow in current.jumps - reached if flow in flows]
        reached.update(onward)
        waiting += [flows[flow] for flow in onward]
    return Passage(frozenset(exits), part(first).jumps)
