"""Which names surely have a value because of the conditions that lead somewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ...fields.edges import EdgeFields, HandlerFields
from ...fields.leaves import Formula
from ...nodes.fields import NodeFields
from ...nodes.switch import Switch
from ..proofs import CaseProof, Path, Proof
from .decisions import Decisions
from .subjects import Subject

_LASTING = frozenset({"vars", "inputs", "contact", "call", "account", "campaign"})
"""Names of other namespaces may have another value in the next moment."""


def proofs(
    decisions: Decisions, nodes: Iterable[NodeFields], handlers: Sequence[HandlerFields]
) -> dict[Formula, Proof]:
    """Of conditions on edges."""
    edges = (edge for around in (handlers, *(node.next for node in nodes)) for edge in around)
    return dict(_of_edges(decisions, edges))


def _of_edges(decisions: Decisions, edges: Iterable[EdgeFields]) -> Iterator[tuple[Formula, Proof]]:
    for edge in edges:
        meaning = decisions.meaning(edge.if_) if edge.if_ is not None else None
        if edge.if_ is not None and meaning is not None:
            yield edge.if_, Proof(_with_owners(meaning.present("true")), _with_owners(meaning.present("not true")))


def case_proofs(decisions: Decisions, nodes: Iterable[NodeFields]) -> dict[Formula, CaseProof]:
    """Of what each `switch` decides by."""
    found = ((node, decisions.subject(node.on)) for node in nodes if isinstance(node, Switch))
    return {node.on: _of_cases(subject, tuple(map(str, node.cases))) for node, subject in found if subject is not None}


def _of_cases(subject: Subject, cases: tuple[str, ...]) -> CaseProof:
    by_case = {case: _with_owners(subject.present(case)) for case in cases}
    return CaseProof(by_case, _with_owners(subject.present_otherwise(cases)))


def _with_owners(paths: Iterable[Path]) -> frozenset[Path]:
    """A member has a value only where its object has one."""
    lasting = (path for path in paths if path[0] in _LASTING)
    return frozenset(path[:length] for path in lasting for length in range(2, len(path) + 1))
