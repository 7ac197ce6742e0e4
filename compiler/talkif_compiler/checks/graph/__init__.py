"""The ways that a call can take."""

from __future__ import annotations

from ..family import Check, Family
from . import (
    constant_condition,
    contradictory_condition,
    dead_end,
    end_without_outcome,
    exitless_cycle,
    handler_never_fires,
    handler_never_returns,
    hijacking_handler,
    long_way,
    mergeable_say,
    missing_else,
    no_path_to_end,
    outcome_never_produced,
    shadowed_edge,
    too_many_choices,
    turnless_cycle,
    unhandled_outcome,
    unknown_case,
    unreachable_node,
)

FAMILY = Family(
    "graph",
    "Graph",
    (
        Check(unhandled_outcome.RULE, unhandled_outcome.check),
        Check(missing_else.RULE, missing_else.check),
        Check(unknown_case.RULE, unknown_case.check),
        Check(unreachable_node.RULE, unreachable_node.check),
        Check(dead_end.RULE, dead_end.check),
        Check(no_path_to_end.RULE, no_path_to_end.check),
        Check(exitless_cycle.RULE, exitless_cycle.check),
        Check(turnless_cycle.RULE, turnless_cycle.check),
        Check(shadowed_edge.RULE, shadowed_edge.check),
        Check(constant_condition.RULE, constant_condition.check),
        Check(contradictory_condition.RULE, contradictory_condition.check),
        Check(hijacking_handler.RULE, hijacking_handler.check),
        Check(handler_never_fires.RULE, handler_never_fires.check, of_whole=True),
        Check(handler_never_returns.RULE, handler_never_returns.check),
        Check(end_without_outcome.RULE, end_without_outcome.check),
        Check(outcome_never_produced.RULE, outcome_never_produced.check, of_whole=True),
        Check(too_many_choices.RULE, too_many_choices.check),
        Check(long_way.RULE, long_way.check),
        Check(mergeable_say.RULE, mergeable_say.check),
    ),
)
