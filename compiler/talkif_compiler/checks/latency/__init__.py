"""Budgets of time, tokens and money."""

from __future__ import annotations

from ..family import Check, Family
from . import (
    cost_per_minute_over_budget,
    prompt_prefix_not_cacheable,
    sequential_independent_tools,
    tool_timeout_over_budget,
    turn_latency_over_budget,
)

FAMILY = Family(
    "latency",
    "Latency and cost",
    (
        Check(turn_latency_over_budget.RULE, turn_latency_over_budget.check),
        Check(tool_timeout_over_budget.RULE, tool_timeout_over_budget.check),
        Check(sequential_independent_tools.RULE, sequential_independent_tools.check, of_whole=True),
        Check(cost_per_minute_over_budget.RULE, cost_per_minute_over_budget.check),
        Check(prompt_prefix_not_cacheable.RULE, prompt_prefix_not_cacheable.check),
    ),
)
