"""What is left of records that cannot be read as a whole: the names in them are checked all the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..fields.edges import EdgeFields
from ..fields.leaves import Formula, Key, Spanned, Text
from ..files.flow import IdleFields
from ..nodes.agent import Agent
from ..nodes.collect import Collect
from ..nodes.extract import Extract
from ..nodes.fields import NodeFields
from ..nodes.http import Http
from ..nodes.menu import ChoiceFields
from ..nodes.set import Set
from ..nodes.subflow import Subflow
from ..nodes.switch import Switch
from ..nodes.tool import Tool
from .walk import leaves, records


def texts_of(remains: Iterable[Any]) -> Iterator[Text | Formula]:
    for part in remains:
        yield from leaves(part)
        for record in records(part):
            if isinstance(record, EdgeFields) and record is not part:
                yield from leaves(record)


def targets_of(remains: Iterable[Any]) -> Iterator[Spanned[str]]:
    """Nodes that are named as the place to go to."""
    for part in remains:
        for record in records(part):
            if isinstance(record, EdgeFields):
                yield from (name for name in (record.to, record.else_) if name is not None)
            elif isinstance(record, IdleFields | ChoiceFields):
                yield from _given((record.then if isinstance(record, IdleFields) else record.to,))
            elif isinstance(record, Switch):
                yield from _given((record.cases or {}).values())


def written_in(remains: Iterable[Any]) -> Iterator[Spanned[str] | Key]:
    """Variables that are filled."""
    for part in remains:
        for record in records(part):
            if isinstance(record, EdgeFields):
                yield from record.set or ()
            elif isinstance(record, Collect | Extract | Tool | Http):
                yield from _given((record.into,))
            elif isinstance(record, Agent):
                yield from record.extract or ()
            elif isinstance(record, Set):
                yield from record.assignments or ()
            elif isinstance(record, Subflow):
                yield from record.outputs or ()


def nodes_of(remains: Iterable[Any]) -> Iterator[NodeFields]:
    """Nodes of which the type is known. Fields that could not be read are None, or empty."""
    return (part for part in remains if isinstance(part, NodeFields) and _is_known(part))


def edges_of(nodes: Iterable[NodeFields], remains: Iterable[Any]) -> Iterator[tuple[NodeFields, EdgeFields]]:
    """Edges that the nodes lack, as far as it is known when they are taken; some lead nowhere."""
    loose = [part for part in remains if isinstance(part, EdgeFields) and part.decider is not None]
    for node in nodes if loose else ():
        entry = node.mapping.entries.get("next")
        place = entry.value.span if entry is not None else node.span
        for edge in loose:
            if edge.span.source is place.source and place.start <= edge.span.start and edge.span.end <= place.end:
                yield node, edge


def _is_known(node: NodeFields) -> bool:
    """False for a guess, which stands for a node whose type is wrong."""
    return node.type is not None


def _given(names: Iterable[Spanned[str] | None]) -> Iterator[Spanned[str]]:
    """Without those that could not be read."""
    return (name for name in names if name is not None)
