"""Choosing the way out of a node: `if` in order, then what the model recognised, `else` last; `on` when it happens.

The node's own edges come before the flow's handlers.
"""

from __future__ import annotations

from collections.abc import Iterator

from talkif_runtime.providers.contract import Option
from talkif_schemas.artifact import Edge, Handler

from .program import Program
from .step import Step

_KEYS = "dtmf:"


def _ways_out(program: Program, node_id: str) -> Iterator[tuple[Edge, bool]]:
    """(edge, is it a handler) for every way out that holds in a node."""
    node = program.node(node_id)
    for edge in node.edges:
        yield edge, False
    if node.handlers:
        for handler in program.artifact.handlers:
            if handler.to != node_id:
                yield handler, True


def _candidates(step: Step) -> Iterator[tuple[Edge, bool]]:
    return _ways_out(step.program, step.state.node)


def waits_for(program: Program, node_id: str, event: str) -> bool:
    """Whether a way out of the node waits for an event of the call."""
    return any(edge.event == event for edge, _ in _ways_out(program, node_id))


def _take(step: Step, edge: Edge, is_handler: bool, reason: str, confidence: float | None = None, ms: int = 0) -> None:
    origin = step.state.node
    step.take(edge, reason, handler=is_handler, confidence=confidence, took_ms=ms)
    if isinstance(edge, Handler) and edge.returns:
        step.state.return_to = (*step.state.return_to, origin)


def take_if(step: Step) -> bool:
    """Take the first edge whose condition holds."""
    for edge, is_handler in _candidates(step):
        if edge.condition is not None and step.holds(edge.condition):
            _take(step, edge, is_handler, edge.condition)
            return True
    return False


def take_event(step: Step, name: str, reason: str | None = None) -> bool:
    """Take the edge for an event of the node or the call."""
    for edge, is_handler in _candidates(step):
        if edge.event == name:
            _take(step, edge, is_handler, reason or name)
            return True
    return False


def key_sequences(step: Step) -> Iterator[str]:
    """Every sequence of keys that a way out of the current node waits for."""
    for edge, _ in _candidates(step):
        if edge.event is not None and edge.event.startswith(_KEYS):
            yield edge.event.removeprefix(_KEYS)


def take_onward(step: Step) -> bool:
    """Go on after a node that is done: `if`, `always`, `else`; without any, back to where a handler left."""
    node = step.node
    for edge in node.edges:
        if edge.condition is not None and step.holds(edge.condition):
            step.take(edge, edge.condition)
            return True
    for edge in node.edges:
        if edge.kind in ("always", "else"):
            step.take(edge, edge.kind)
            return True
    if step.state.return_to:
        back = step.state.return_to[-1]
        step.state.return_to = step.state.return_to[:-1]
        step.take(Edge(kind="always", to=back), "return")
        return True
    return False


def take_exit(step: Step, name: str, reason: str | None = None) -> None:
    """Leave a node that is done by the edge for how it went, or onward. With neither the call cannot go on."""
    if not take_event(step, name, reason) and not take_onward(step):
        step.end("error", note=f"{step.state.node} has no way out for {name}")


def options(
    step: Step, *, handlers_only: bool = False, examples: dict[str, tuple[str, ...]] | None = None
) -> tuple[Option, ...]:
    """The `when` edges that the model may choose from. An option's id is its target, numbered when two share it.

    `examples`: target -> what callers say who want to go there. An edge of the node is meant before a handler.
    """
    shown = examples or {}
    own = {edge.to for edge in step.node.edges if edge.when is not None}
    return tuple(
        Option(option_id, edge.when or "", () if is_handler and edge.to in own else shown.get(edge.to, ()))
        for option_id, edge, is_handler in _numbered(step)
        if is_handler or not handlers_only
    )


def _numbered(step: Step) -> Iterator[tuple[str, Edge, bool]]:
    seen: dict[str, int] = {}
    for edge, is_handler in _candidates(step):
        if edge.when is not None:
            count = seen[edge.to] = seen.get(edge.to, 0) + 1
            yield (edge.to if count == 1 else f"{edge.to}_{count}"), edge, is_handler


def take_option(step: Step, option_id: str, reason: str, confidence: float | None, took_ms: int) -> bool:
    """Take the edge behind an option. False when there is no such option any more."""
    for candidate, edge, is_handler in _numbered(step):
        if candidate == option_id:
            _take(step, edge, is_handler, reason or edge.when or "", confidence, took_ms)
            return True
    return False
