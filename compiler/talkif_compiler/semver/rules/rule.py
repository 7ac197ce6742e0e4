"""One rule of changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal, TypeAlias

from msgspec import Struct

from ..contract import Contract

Bump: TypeAlias = Literal["major", "minor", "patch"]
Findings: TypeAlias = Iterator[tuple[str, str]]
"""(subject, message) for every place."""
Find: TypeAlias = Callable[[Contract, Contract], Findings]
"""Called with the contract before and the one after."""


class Rule(Struct, frozen=True):
    """`id` is stable: change lists in the registry and `accept` entries name it."""

    id: str
    bump: Bump
    why: str
    """What the change means to others."""
    find: Find
