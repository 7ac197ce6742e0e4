"""Findings that a repository had when it began to check itself. They are left out until they change.

A finding is known by its fingerprint, which stays the same when lines move.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import orjson

from ..diagnostics import Diagnostic
from ..rule import Rule
from ..source import SourceFile, Span

BASELINE_SCHEMA = "talkif.baseline/v1"


def accepted(
    findings: Iterable[Diagnostic], baseline: SourceFile | None, rules: Mapping[str, Rule]
) -> list[Diagnostic]:
    """The findings that are not in the baseline. Those that no artifact can do without stay."""
    findings = list(findings)
    if baseline is None:
        return findings
    known = _fingerprints(baseline)
    if known is None:
        span = Span(baseline, 0, 0)
        message = f"this is no baseline of the form `{BASELINE_SCHEMA}`"
        return [*findings, rules["wrong-type"].at(span, message, help="Write it with `validate --write-baseline`.")]
    return [found for found in findings if rules[found.rule].required or found.fingerprint not in known]


def baseline_text(findings: Iterable[Diagnostic], rules: Mapping[str, Rule]) -> str:
    """The file that accepts all of these."""
    entries = sorted(
        (found.span.file, found.rule, mark)
        for found in findings
        if not rules[found.rule].required
        for mark in (found.fingerprint, *found.others)
    )
    document = {
        "schema": BASELINE_SCHEMA,
        "findings": [{"file": file, "rule": rule, "fingerprint": mark} for file, rule, mark in entries],
    }
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def _fingerprints(baseline: SourceFile) -> frozenset[str] | None:
    try:
        document = orjson.loads(baseline.text)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(document, dict) or document.get("schema") != BASELINE_SCHEMA:
        return None
    entries = document.get("findings")
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        return None
    return frozenset(str(entry.get("fingerprint")) for entry in entries)
