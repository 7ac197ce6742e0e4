"""What leads a call to the node that a scalar names, in a few words."""

from __future__ import annotations

from ..fields.edges import EdgeFields, HandlerFields
from ..files.flow import FlowFields, IdleFields
from ..nodes.fields import NodeFields
from ..nodes.menu import ChoiceFields
from ..nodes.switch import Switch
from .spots import Spot


def way_words(spot: Spot, *, origin: bool = True) -> str:
    """``` `greet` on done ```, or without its origin; empty for a scalar that leads nowhere."""
    record = spot.record
    if record is None or spot.role != "value":
        return ""
    begin = f"`{spot.path[1]}`" if origin and spot.path[:1] == ("nodes",) and len(spot.path) > 1 else ""
    if issubclass(record, EdgeFields):
        if spot.field not in ("to", "else"):
            return ""
        if issubclass(record, HandlerFields) and origin:
            begin = "any node"
        return begin + _decider(spot)
    if issubclass(record, ChoiceFields):
        return f"{begin} by the choice `{spot.path[3]}`" if len(spot.path) > 3 else begin
    if record is Switch and spot.field == "cases":
        return f"{begin} for `{spot.path[-1]}`"
    if issubclass(record, NodeFields) and spot.field == "next":
        return f"{begin} always"
    if record is FlowFields and spot.field == "start":
        return "the start of the call"
    if record is IdleFields and spot.field == "then":
        return "silence"
    return ""


def _decider(spot: Spot) -> str:
    if spot.field == "else":
        return " otherwise"
    for key in ("on", "if", "when"):
        if text := spot.sibling(key):
            return f" {key} {f'`{text}`' if key != 'when' else f'“{text}”'}"
    return ""
