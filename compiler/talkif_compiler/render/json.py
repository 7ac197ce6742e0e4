"""Diagnostics for programs. The API answers with the same form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson

from ..diagnostics import Diagnostic
from ..source import Position, Span


def diagnostic_json(found: Diagnostic) -> dict[str, Any]:
    """Lines and columns are 1-based; columns count Unicode code points; ends are exclusive."""
    return {
        "rule": found.rule,
        "severity": found.severity,
        "message": found.message,
        "span": {**_span(found.span), "pointer": found.pointer, "node": found.node},
        "help": found.help,
        "related": [{"span": _span(label.span), "text": label.text} for label in found.related],
        "path": list(found.path),
        "fixes": [
            {
                "title": fix.title,
                "applicability": fix.applicability,
                "edits": [{"span": _span(edit.span), "replacement": edit.replacement} for edit in fix.edits],
            }
            for fix in found.fixes
        ],
        "fingerprint": found.fingerprint,
    }


def render_json(diagnostics: Iterable[Diagnostic]) -> str:
    document = {"diagnostics": [diagnostic_json(found) for found in diagnostics]}
    return orjson.dumps(document, option=orjson.OPT_INDENT_2).decode()


def _span(span: Span) -> dict[str, Any]:
    return {"file": span.file, "start": _position(span.start_position), "end": _position(span.end_position)}


def _position(position: Position) -> dict[str, int]:
    return {"line": position.line, "column": position.column}
