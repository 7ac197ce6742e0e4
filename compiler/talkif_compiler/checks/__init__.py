"""Rules, one per file. A new one is its file, a golden pair, and one line in ALL_CHECKS."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..diagnostics import Diagnostic
from ..link import Linked
from ..rule import Rule
from . import broken_reference, template_syntax


@dataclass(frozen=True, slots=True)
class Check:
    rule: Rule
    run: Callable[[Linked], Iterator[Diagnostic]] | None = None
    """None for a rule that an earlier stage finds while it reads."""


ALL_CHECKS: tuple[Check, ...] = (
    Check(broken_reference.RULE, broken_reference.check),
    Check(template_syntax.RULE, template_syntax.check),
)

RULES: dict[str, Rule] = {check.rule.id: check.rule for check in ALL_CHECKS}


def run_checks(linked: Linked) -> list[Diagnostic]:
    return [found for check in ALL_CHECKS if check.run is not None for found in check.run(linked)]
