"""What is wrong with the shape of a document, collected while it is read."""

from __future__ import annotations

from collections import Counter
from typing import Any, NoReturn

from ..diagnostics import Diagnostic, Fix, Label
from ..limits import MAX_FINDINGS_PER_RULE
from ..source import Span
from ..syntax.document import Value, shown


class Refused(Exception):
    """A value cannot be read; the reason has been reported."""


class Problems:
    """Collects what is wrong with the shape of a document."""

    def __init__(self) -> None:
        self.found: list[Diagnostic] = []
        self.remains: list[Any] = []
        """What was read of records and lists that were refused."""
        self._counts: Counter[str] = Counter()

    def report(
        self,
        rule: str,
        message: str,
        span: Span,
        *,
        help: str | None = None,  # noqa: A002 - the field of a diagnostic
        related: tuple[Label, ...] = (),
        fixes: tuple[Fix, ...] = (),
        cause: str = "",
    ) -> None:
        self._add(Diagnostic(rule, "error", message, span, help=help, related=related, fixes=fixes, cause=cause))

    def warn(self, rule: str, message: str, span: Span, *, fixes: tuple[Fix, ...] = ()) -> None:
        self._add(Diagnostic(rule, "warning", message, span, fixes=fixes))

    def _add(self, found: Diagnostic) -> None:
        self._counts[found.rule] += 1
        if self._counts[found.rule] <= MAX_FINDINGS_PER_RULE:
            self.found.append(found)

    def take(self, other: Problems) -> None:
        """What was found by reading a part aside."""
        for found in other.found:
            self._add(found)
        self.remains += other.remains

    def has_enough(self, rule: str) -> bool:
        """True when one more of the rule would not be kept, so that nobody has to find out what would help."""
        return self._counts[rule] >= MAX_FINDINGS_PER_RULE

    def wrong_type(self, value: Value, expected: str, hint: str | None = None) -> NoReturn:
        self.report("wrong-type", f"expected {expected}, found {shown(value)}", value.span, help=hint)
        raise Refused
