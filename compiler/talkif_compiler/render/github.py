"""Diagnostics as workflow commands of GitHub Actions, which shows them on the lines of a pull request.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from ..diagnostics import Diagnostic, Severity
from .visible import visible

_COMMANDS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "notice"}


def annotation(found: Diagnostic) -> str:
    start, end = found.span.start_position, found.span.end_position
    properties: dict[str, str | int] = {"file": found.span.file, "line": start.line, "endLine": end.line}
    if end.line == start.line:
        # GitHub refuses columns of annotations that span lines.
        properties |= {"col": start.column, "endColumn": end.column}
    properties |= {"title": found.rule}
    listed = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    text = "\n".join(visible(part) for part in (found.message, found.help) if part)
    return f"::{_COMMANDS[found.severity]} {listed}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")
