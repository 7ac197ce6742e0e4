"""What a rule says about itself. Its documentation page and two of its tests are made from this."""

from __future__ import annotations

import re

from msgspec import Struct

from .diagnostics import Diagnostic, Fix, Label, Severity
from .source import Span

DOCS = "https://docs.talkif.ai"
"""Address of the platform's documentation."""

_NEXT_FILE = re.compile(r"^# --- (?P<path>\S+) ---\n", re.MULTILINE)


class Rule(Struct, frozen=True):
    id: str
    severity: Severity
    summary: str
    """One line: what is wrong."""
    doc: str
    """What the rule looks at, and why it matters on a call. Markdown."""
    bad: str
    """A flow that has this finding and no other. More files follow lines of the form `# --- path ---`."""
    good: str
    """The same flow, repaired."""
    required: bool = False
    """True where no artifact can be made from a flow that has the finding: it cannot be turned off or suppressed."""

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


def docs_address(rule: str) -> str:
    """Of the page of a rule, which is `docs/rules/<rule>.md` of this project."""
    return f"{DOCS}/rules/{rule}"


def example_files(text: str, entry: str) -> dict[str, str]:
    """The files of an example: the flow itself at `entry`, and those that follow it under their own paths."""
    first, *rest = _NEXT_FILE.split(text)
    return {entry: first, **dict(zip(rest[::2], rest[1::2], strict=True))}
