"""Which names surely have a value because of the conditions that lead somewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ...fields.edges import EdgeFields, HandlerFields
from ...fields.leaves import Formula
from ...nodes.fields import NodeFields
from ...nodes.switch import Switch
from ..presence import Path, Proof
from .decisions import Decisions
from .tree import Leaf

_LASTING = frozenset({"vars", "inputs", "contact", "call", "account", "campaign"})
"""Names of other namespaces may have another value in the next moment."""


def proofs(
    decisions: Decisions, nodes: Iterable[NodeFields], handlers: Sequence[HandlerFields]
) -> dict[Formula, Proof]:
    """Of conditions on edges, and of what a `switch` decides by for its cases."""
    nodes = tuple(nodes)
    edges = (edge for around in (handlers, *(node.next for node in nodes)) for edge in around)
    return dict([*_of_edges(decisions, edges), *_of_switches(decisions, nodes)])


def _of_edges(decisions: Decisions, edges: Iterable[EdgeFields]) -> Iterator[tuple[Formula, Proof]]:
    for edge in edges:
        meaning = decisions.meaning(edge.if_) if edge.if_ is not None else None
        if edge.if_ is not None and meaning is not None:
            yield edge.if_, Proof(_with_owners(meaning.present("true")), _with_owners(meaning.present("not true")))


def _of_switches(decisions: Decisions, nodes: Iterable[NodeFields]) -> Iterator[tuple[Formula, Proof]]:
    for node in nodes:
        tree = decisions.tree(node.on) if isinstance(node, Switch) else None
        if isinstance(node, Switch) and isinstance(tree, Leaf) and not tree.operator and isinstance(tree.left, tuple):
            yield node.on, Proof(held=_with_owners([tree.left]))


def _with_owners(paths: Iterable[Path]) -> frozenset[Path]:
    """A member has a value only where its object has one."""
    lasting = (path for path in paths if path[0] in _LASTING)
    return frozenset(path[:length] for path in lasting for length in range(2, len(path) + 1))
