"""Diagnostics as SARIF 2.1.0, which code hosts and editors read.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from ..checks import FAMILY_OF, RULES
from ..diagnostics import Diagnostic, Fix, Label, Severity
from ..rule import DOCS, docs_address
from ..rule_pages import page
from ..source import SourceFile, Span
from .json import json_text
from .node_places import node_places

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}


def render_sarif(diagnostics: Sequence[Diagnostic], *, version: str) -> str:
    """`version`: of the program."""
    rules = sorted({found.rule for found in diagnostics})
    indices = {rule: index for index, rule in enumerate(rules)}
    driver = {
        "name": "talkif-flows",
        "semanticVersion": version,
        "informationUri": DOCS,
        "rules": [_rule(rule) for rule in rules],
    }
    places = cache(node_places)

    def way(found: Diagnostic) -> list[dict[str, Any]]:
        return _way(found, places(found.span.source)) if found.path else []

    run = {
        "tool": {"driver": driver},
        # Columns of a diagnostic count code points; SARIF counts UTF-16 units unless it is told.
        "columnKind": "unicodeCodePoints",
        "results": [_result(found, indices[found.rule], way(found)) for found in diagnostics],
    }
    return json_text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=True)


def _rule(name: str) -> dict[str, Any]:
    rule = RULES[name]
    return {
        "id": name,
        "name": "".join(word.capitalize() for word in name.split("-")),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.doc},
        "help": {"text": f"talkif-flows explain {name}\n\n{rule.doc}", "markdown": page(rule)},
        "helpUri": docs_address(name),
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": [FAMILY_OF[name]]},
    }


def _result(found: Diagnostic, rule_index: int, way: list[dict[str, Any]]) -> dict[str, Any]:
    location = _location(found.span)
    if found.node is not None:
        location["logicalLocations"] = [_node(found.node, found.pointer)]
    result = {
        "ruleId": found.rule,
        "ruleIndex": rule_index,
        "level": _LEVELS[found.severity],
        "message": _message(f"{found.message}\n{found.help}" if found.help else found.message),
        "locations": [location],
        "partialFingerprints": {"talkifFlows/v1": found.fingerprint},
    }
    if found.related:
        result["relatedLocations"] = [_related(index, label) for index, label in enumerate(found.related)]
    if way:
        result["codeFlows"] = [{"threadFlows": [{"locations": way}]}]
    if fixes := [_fix(fix) for fix in found.fixes if fix.applicability != "display" and fix.edits]:
        result["fixes"] = fixes
    return result


def _way(found: Diagnostic, places: Mapping[str, Span]) -> list[dict[str, Any]]:
    """The path of nodes that is the evidence, step by step."""
    steps = []
    for node in found.path:
        location = _location(places[node]) if node in places else {}
        location |= {"logicalLocations": [_node(node, None)], "message": _message(node)}
        steps.append({"location": location})
    return steps


def _node(name: str, pointer: str | None) -> dict[str, Any]:
    return {"name": name, "kind": "member", **({"fullyQualifiedName": pointer} if pointer else {})}


def _related(index: int, label: Label) -> dict[str, Any]:
    return {"id": index, **_location(label.span), "message": _message(label.text)}


def _location(span: Span) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": {"uri": _uri(span.file)}, "region": _region(span)}}


def _fix(fix: Fix) -> dict[str, Any]:
    by_file: dict[SourceFile, list[dict[str, Any]]] = {}
    for edit in fix.edits:
        replacement = {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.replacement}}
        by_file.setdefault(edit.span.source, []).append(replacement)
    return {
        "description": _message(fix.title),
        "artifactChanges": [
            {"artifactLocation": {"uri": _uri(source.path)}, "replacements": replacements}
            for source, replacements in by_file.items()
        ],
        "properties": {"applicability": fix.applicability},
    }


def _message(text: str) -> dict[str, str]:
    """Text in brackets before text in parentheses would be shown as a link, and flows may hold any text."""
    return {"text": text.replace("](", "] (")}


def _region(span: Span) -> dict[str, int]:
    start, end = span.start_position, span.end_position
    return {
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    }


def _uri(path: str) -> str:
    text = quote(path, errors="surrogateescape")
    return f"file://{text}" if PurePosixPath(path).is_absolute() else text
