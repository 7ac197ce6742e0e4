"""Telling callers that they speak with a machine, by words alone."""

from __future__ import annotations

from .notice import Notice, pattern

MACHINE = Notice(
    pattern(
        r"\b(?:AI|A\.I\.|KI|IA|robot|bot|computer|machine)\b",
        r"\bartific|\bkünstlich|\bkunstmatig|\bautomat|\bgeautomatiseerd|\bvirtu|\bdigital",
        r"\bassist|\basist|\bcomputeri[sz]ed\b",
    )
)
