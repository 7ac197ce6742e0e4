"""The ways out of a node, as edges of a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from ..fields.edges import EdgeFields
from ..fields.leaves import Spanned
from ..nodes.fields import NodeFields
from ..source import Span
from ..syntax.document import Mapping, Scalar, Sequence, Value, locate
from .facts import FactReader, child
from .picture import PictureEdge

Target: TypeAlias = Callable[[Spanned[str]], str]
"""Key of the node that a target leads to."""


def written_ways(node: NodeFields, origin: str, target_key: Target, facts: FactReader) -> Iterator[PictureEdge]:
    for target, edge in node.targets():
        if target is None:
            continue
        if edge is None:
            name = _choice(node.mapping, target.span)
            yield PictureEdge(origin, target_key(target), "choice", name, place=place_of(target.span))
        else:
            yield PictureEdge(
                origin,
                target_key(target),
                edge.kind,
                condition_of(edge),
                place=place_of(edge.place),
                facts=() if edge.kind == "always" else facts.facts(edge.mapping, without=(*EdgeFields.DECIDERS, "to")),
            )


def raw_ways(node: Value, origin: str, target_key: Target) -> Iterator[PictureEdge]:
    """Those in the `next` of a node that cannot be read."""
    written = child(node, "next")
    if isinstance(written, Scalar) and written.value is not None:
        target = Spanned(written.text, written.span)
        yield PictureEdge(origin, target_key(target), "always", place=place_of(written.span))
    for edge in written.items if isinstance(written, Sequence) else ():
        goal = child(edge, "else") or child(edge, "to")
        if isinstance(goal, Scalar):
            kind = next((key for key in ("if", "on", "when") if child(edge, key)), "else")
            decider = child(edge, kind)
            condition = decider.text if isinstance(decider, Scalar) and kind != "else" else ""
            target = Spanned(goal.text, goal.span)
            yield PictureEdge(origin, target_key(target), kind, condition, place=place_of(goal.span))  # type: ignore[arg-type]


def condition_of(edge: EdgeFields) -> str:
    if edge.if_ is not None:
        return edge.if_.source
    decider = edge.on or edge.when
    return decider.value if decider is not None else ""


def place_of(span: Span) -> str:
    return f"{span.file}:{span.start_position.line}"


def _choice(node: Mapping, target: Span) -> str:
    """The key under which a target stands, as in `choices: {order: {to: ask}}` or `cases: {gold: vip}`."""
    return next((step for step in reversed(locate(node, target)) if step != "to"), "")
