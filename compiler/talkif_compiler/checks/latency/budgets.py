"""The project's budgets, and how durations are written in messages."""

from __future__ import annotations

from typing import Any

from ...fields.leaves import Spanned
from ...linking.link import Linked


def budget(linked: Linked, name: str) -> Spanned[Any] | None:
    budgets = linked.project.budgets if linked.project is not None else None
    return getattr(budgets, name) if budgets is not None else None


def seconds(ms: int) -> str:
    """`4,250 ms`, `30 s`."""
    return f"{ms // 1_000:,} s" if ms >= 10_000 and ms % 1_000 == 0 else f"{ms:,} ms"
