"""Which names surely have a value where, by the conditions that lead there as well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...leaves import Formula
from ...link import Linked
from ...nodes.switch import Switch
from ...presence import Path, Presence, Proof
from .condition_tree import Leaf
from .decisions import Decisions

_LASTING = frozenset({"vars", "inputs", "contact", "call", "account", "campaign"})
"""Names of other namespaces may have another value in the next moment."""


def presence_of(linked: Linked) -> Presence:
    """To be asked for with `linked.once`."""
    names = [("vars", name) for name in linked.scope.variables]
    proofs = dict(_proofs(linked))
    return Presence(linked.graph, linked.nodes, linked.handlers, linked.called, names, proofs)


def _proofs(linked: Linked) -> Iterator[tuple[Formula, Proof]]:
    decisions = linked.once(Decisions)
    for formula in _conditions(linked):
        meaning = decisions.meaning(formula)
        if meaning is not None:
            yield formula, Proof(_with_owners(meaning.present("true")), _with_owners(meaning.present("not true")))
    for node in linked.nodes.values():
        tree = decisions.tree(node.on) if isinstance(node, Switch) else None
        if isinstance(node, Switch) and isinstance(tree, Leaf) and not tree.operator and isinstance(tree.left, tuple):
            yield node.on, Proof(held=_with_owners([tree.left]))


def _conditions(linked: Linked) -> Iterator[Formula]:
    for edges in (linked.handlers, *(node.next for node in linked.nodes.values())):
        yield from (edge.if_ for edge in edges if edge.if_ is not None)


def _with_owners(paths: Iterable[Path]) -> frozenset[Path]:
    """A member has a value only where its object has one."""
    lasting = (path for path in paths if path[0] in _LASTING)
    return frozenset(path[:length] for path in lasting for length in range(2, len(path) + 1))
