"""What formulas say about names: which have a value where a condition holds, and behind an assignment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from msgspec import Struct

Path: TypeAlias = tuple[str, ...]
"""("vars", "order", "total")"""

Needs: TypeAlias = frozenset[Path] | None
"""Names that must all have a value so that something holds; None: it may not hold whatever has one."""


class Proof(Struct, frozen=True):
    """Names that have a value, as a condition says."""

    held: frozenset[Path] = frozenset()
    """Where it is true."""
    failed: frozenset[Path] = frozenset()
    """Where it is not."""


class CaseProof(Struct, frozen=True):
    """Names that have a value, as what a `switch` decides by says."""

    by_case: Mapping[str, frozenset[Path]]
    otherwise: frozenset[Path]
    """Where none of the cases is taken."""


class Outcome(Struct, frozen=True):
    """Of an assignment."""

    value: Needs = frozenset()
    """So that it is not null, which takes the value of the variable away."""
    success: Needs = frozenset()
    """So that it does not fail, which leaves the variable as it was."""

    @property
    def is_sure(self) -> bool:
        return self.value == self.success == frozenset()


NO_PROOF = Proof()
NO_CASE_PROOF = CaseProof({}, frozenset())
FILLED = Outcome()
