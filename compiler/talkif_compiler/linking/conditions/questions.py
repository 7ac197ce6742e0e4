"""Which values a flow asks about somewhere, in the conditions of its edges, in the checks of answers, in switches.

An author who has asked how long a list is before the call comes to `list[2]`, three nodes earlier or in the `validate`
of the answer that picks one, is taken to have asked well.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from talkif_schemas.conditions import PathUse, Token, paths, tokenize

from ...fields.edges import EdgeFields, HandlerFields
from ...fields.leaves import Formula
from ...nodes.collect import Collect
from ...nodes.fields import NodeFields
from ...nodes.switch import Switch
from ..proofs import Path

_OF_LISTS = frozenset({"size", "exists", "exists_one", "all", "filter", "map"})
_OF_NUMBERS = frozenset({"digits", "number", "money"})


class Asked(Struct, frozen=True):
    lists: frozenset[Path] = frozenset()
    """About how many members there are, or which."""
    values: frozenset[Path] = frozenset()
    """About the value itself, and not just whether there is one."""
    forms: frozenset[Path] = frozenset()
    """Whether a text matches a pattern, or is what is keyed in as digits."""


def asked_in(nodes: Iterable[NodeFields], handlers: Sequence[HandlerFields]) -> Asked:
    nodes = tuple(nodes)
    answers = [node for node in nodes if isinstance(node, Collect)]
    lists: set[Path] = set()
    values: set[Path] = {("vars", node.into.value) for node in answers if node.validate is not None}
    forms: set[Path] = {
        ("vars", node.into.value) for node in answers if node.slot is not None and node.slot.value in _OF_NUMBERS
    }
    for formula in _questions(nodes, handlers):
        tokens = tokenize(formula.source)
        for use in paths(formula.source):
            words = _around(tokens, use)
            if words & _OF_LISTS:
                lists.add(use.parts)
            elif "matches" in words:
                forms.add(use.parts)
            elif "has" not in words:
                values.add(use.parts)
    return Asked(frozenset(lists), frozenset(values), frozenset(forms))


def _questions(nodes: Sequence[NodeFields], handlers: Sequence[HandlerFields]) -> Iterator[Formula]:
    edges: Iterable[EdgeFields] = (*handlers, *(edge for node in nodes for edge in node.next))
    yield from (edge.if_ for edge in edges if edge.if_ is not None)
    for node in nodes:
        if isinstance(node, Switch):
            yield node.on
        elif isinstance(node, Collect) and node.validate is not None:
            yield node.validate


def _around(tokens: Sequence[Token], use: PathUse) -> frozenset[str]:
    """The function that a path stands in, and the method that is called on it."""
    first = bisect_left(tokens, use.start, key=lambda token: token.start)
    after = bisect_left(tokens, use.end, key=lambda token: token.start)
    before = [token.text for token in tokens[max(0, first - 2) : first]]
    method = [token.text for token in tokens[after : after + 3]]
    found = {before[0]} if before[1:] == ["("] else set()
    return frozenset(found | ({method[1]} if method[::2] == [".", "("] else set()))
