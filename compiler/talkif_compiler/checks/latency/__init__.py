"""Budgets of time, tokens and money."""

from __future__ import annotations

from ..family import Family

FAMILY = Family(
    "latency",
    "Latency and cost",
    (),
)
