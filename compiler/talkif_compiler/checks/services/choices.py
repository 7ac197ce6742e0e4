"""The vendors that a flow and its nodes choose, each with what is known of it."""

from __future__ import annotations

from functools import cache
from typing import Any

from msgspec import Struct

from ... import defaults
from ...catalogue import KINDS, Kind, Model, Vendor, vendor
from ...fields.leaves import Spanned, as_data
from ...fields.services import ServiceFields, ServicesFields
from ...linking.link import Linked
from ...nodes.fields import NodeFields
from ...source import Span


class Choice(Struct, frozen=True):
    kind: Kind
    provider: str
    model_name: str | None
    vendor: Vendor | None
    """None when there is no such vendor."""
    model: Model | None
    """None when nothing is known of the model."""
    fields: ServiceFields | None
    """None for what holds when nothing is written."""

    @property
    def label(self) -> str:
        return self.model_name or (self.model.id if self.model else "") or self.provider

    def place(self, otherwise: Span) -> Span:
        """The model as it is written, else the vendor, else another place."""
        if self.fields is None:
            return otherwise
        return (self.fields.model or self.fields.provider).span

    def option(self, name: str) -> tuple[Any, Span] | None:
        """The value of a vendor's own option, and where it stands."""
        for key, value in (self.fields.options or {}).items() if self.fields else ():
            if key == name:
                return as_data(value), value.span
        return None


def written(linked: Linked) -> tuple[Choice, ...]:
    """Every choice that stands in the file, fallbacks included."""
    return linked.once(_written)


def _written(linked: Linked) -> tuple[Choice, ...]:
    return tuple(
        _chosen(kind, fields)
        for services in sections(linked)
        for kind in KINDS
        for fields in getattr(services, kind) or ()
    )


def sections(linked: Linked) -> tuple[ServicesFields, ...]:
    return linked.once(_sections)


def _sections(linked: Linked) -> tuple[ServicesFields, ...]:
    found = (linked.flow.services, *map(of_node, linked.readable_nodes()))
    return tuple(services for services in found if services is not None)


def of_node(node: NodeFields) -> ServicesFields | None:
    """The vendors that a node names instead of the flow's."""
    own = vars(node).get("services")
    return own if isinstance(own, ServicesFields) else None


def effective(linked: Linked, node: NodeFields | None, kind: Kind) -> tuple[Choice, ...]:
    """What a call uses in a node, or in the flow at large: its own choices, else the flow's, else the default."""
    own = of_node(node) if node is not None else None
    known = linked.once(_Effective).choices
    choices = known.get((id(own), kind))
    if choices is None:
        choices = known[id(own), kind] = _effective(linked, own, kind)
    return choices


class _Effective:
    """By the id() of what a node names itself, and by kind."""

    def __init__(self, _linked: Linked) -> None:
        self.choices: dict[tuple[int, Kind], tuple[Choice, ...]] = {}


def _effective(linked: Linked, own: ServicesFields | None, kind: Kind) -> tuple[Choice, ...]:
    if linked.flow.services is None and "services" in linked.flow.mapping.entries:
        return ()
    for services in (own, linked.flow.services):
        fields = getattr(services, kind) if services is not None else None
        if fields:
            return tuple(_chosen(kind, item) for item in fields)
    return _usual(kind)


@cache
def _usual(kind: Kind) -> tuple[Choice, ...]:
    return tuple(_known(kind, ref.provider, ref.model, None) for ref in getattr(defaults.SERVICES, kind))


def first(linked: Linked, node: NodeFields | None, kind: Kind) -> Choice | None:
    choices = effective(linked, node, kind)
    return choices[0] if choices else None


def _chosen(kind: Kind, fields: ServiceFields) -> Choice:
    return _known(kind, fields.provider.value, _text(fields.model), fields)


def _known(kind: Kind, provider: str, model: str | None, fields: ServiceFields | None) -> Choice:
    entry = vendor(kind, provider)
    return Choice(kind, provider, model, entry, entry.find(model) if entry is not None else None, fields)


def _text(leaf: Spanned[str] | None) -> str | None:
    return leaf.value if leaf is not None else None
