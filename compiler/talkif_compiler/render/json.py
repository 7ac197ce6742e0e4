"""Diagnostics for programs. The API answers with the same form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from ..diagnostics import Diagnostic
from ..rule import docs_address
from ..source import Position, Span
from .visible import UNSAFE


def diagnostic_json(found: Diagnostic) -> dict[str, Any]:
    """Lines and columns are 1-based; columns count Unicode code points; ends are exclusive."""
    return {
        "rule": found.rule,
        "docs": docs_address(found.rule),
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
    return json_text({"diagnostics": [diagnostic_json(found) for found in diagnostics]}, indent=True)


def render_json_lines(diagnostics: Iterable[Diagnostic]) -> Iterator[str]:
    """One document for each finding, without line ends."""
    return (json_text(diagnostic_json(found)) for found in diagnostics)


def json_text(value: object, *, indent: bool = False) -> str:
    """JSON that is safe to show on a terminal. Halves of surrogate pairs, which no UTF-8 can carry, become `?`."""
    option = orjson.OPT_INDENT_2 if indent else 0
    try:
        text = orjson.dumps(value, option=option).decode()
    except TypeError:
        text = orjson.dumps(_encodable(value), option=option).decode()
    return UNSAFE.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    """JSON allows the character as it is, but a terminal that shows the document acts on it."""
    units = match.group().encode("utf-16-be")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def _encodable(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_encodable(item) for item in value]
    if isinstance(value, dict):
        return {key: _encodable(item) for key, item in value.items()}
    return value


def _span(span: Span) -> dict[str, Any]:
    return {"file": span.file, "start": _position(span.start_position), "end": _position(span.end_position)}


def _position(position: Position) -> dict[str, int]:
    return {"line": position.line, "column": position.column}
