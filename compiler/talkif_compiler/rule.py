"""What a rule says about itself. Its documentation page and two of its tests are made from this."""

from __future__ import annotations

from dataclasses import dataclass

from .diagnostics import Diagnostic, Fix, Label, Severity
from .source import Span


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    severity: Severity
    summary: str
    """One line: what is wrong."""
    doc: str
    """What the rule looks at, and why it matters on a call. Markdown."""
    bad: str
    """A flow that has this finding and no other."""
    good: str
    """The same flow, repaired."""

    def at(
        self,
        span: Span,
        message: str,
        *,
        help: str | None = None,  # noqa: A002 - the field of a diagnostic
        related: tuple[Label, ...] = (),
        path: tuple[str, ...] = (),
        fixes: tuple[Fix, ...] = (),
    ) -> Diagnostic:
        return Diagnostic(self.id, self.severity, message, span, help, related, path, fixes)
