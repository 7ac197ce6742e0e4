"""Diagnostics as a code quality report of GitLab, which shows them in merge requests.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ..diagnostics import Diagnostic, Severity
from .json import json_text

_SEVERITIES: dict[Severity, str] = {"error": "major", "warning": "minor", "info": "info"}


def render_gitlab(diagnostics: Iterable[Diagnostic]) -> str:
    seen: Counter[str] = Counter()
    issues = []
    for found in diagnostics:
        seen[found.fingerprint] += 1
        issues.append(_issue(found, seen[found.fingerprint]))
    return json_text(issues, indent=True)


def _issue(found: Diagnostic, count: int) -> dict[str, object]:
    start, end = found.span.start_position, found.span.end_position
    return {
        "description": f"{found.message} {found.help}" if found.help else found.message,
        "check_name": found.rule,
        # GitLab keeps one issue of each fingerprint.
        "fingerprint": found.fingerprint if count == 1 else f"{found.fingerprint}-{count}",
        "severity": _SEVERITIES[found.severity],
        "location": {"path": found.span.file, "lines": {"begin": start.line, "end": end.line}},
    }
