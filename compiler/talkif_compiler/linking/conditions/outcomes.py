"""What the assignments of a flow do to their variables."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from ...fields.edges import HandlerFields
from ...fields.leaves import Formula, Key
from ...nodes.fields import NodeFields
from ...nodes.set import Set
from ...scope import Scope
from ..proofs import Outcome
from .failing import succeeding
from .nullness import needed
from .questions import asked_in
from .syntaxes import Syntaxes


def outcomes(
    scope: Scope, nodes: Collection[NodeFields], handlers: Sequence[HandlerFields], syntaxes: Syntaxes | None = None
) -> dict[Formula, Outcome]:
    """Of the assigned formulas that may be null, or may fail. `syntaxes`: of the flow, when they are known."""
    assigned = list(assignments(nodes, handlers))
    syntaxes = syntaxes or Syntaxes(scope, [formula.source for _, formula in assigned])
    asked = asked_in(nodes, handlers)
    found: dict[Formula, Outcome] = {}
    for name, formula in assigned:
        expected = scope.variables.get(name)
        source = formula.source
        outcome = Outcome(needed(source, scope), succeeding(source, scope, syntaxes, asked, expected))
        if not outcome.is_sure:
            found[formula] = outcome
    return found


def assignments(nodes: Iterable[NodeFields], handlers: Sequence[HandlerFields]) -> Iterator[tuple[Key, Formula]]:
    """Every variable with what it is assigned, in nodes and on edges."""
    given: list[Mapping[Key, Formula] | None] = [handler.set for handler in handlers]
    for node in nodes:
        given += [node.assignments if isinstance(node, Set) else None, *(edge.set for edge in node.next)]
    for each in given:
        yield from (each or {}).items()
