"""The ways that a call can take."""

from __future__ import annotations

from ..family import Check, Family
from . import (
    dead_end,
    exitless_cycle,
    missing_else,
    no_path_to_end,
    turnless_cycle,
    unhandled_outcome,
    unreachable_node,
)

FAMILY = Family(
    "graph",
    "Graph",
    (
        Check(unhandled_outcome.RULE, unhandled_outcome.check),
        Check(missing_else.RULE, missing_else.check),
        Check(unreachable_node.RULE, unreachable_node.check),
        Check(dead_end.RULE, dead_end.check),
        Check(no_path_to_end.RULE, no_path_to_end.check),
        Check(exitless_cycle.RULE, exitless_cycle.check),
        Check(turnless_cycle.RULE, turnless_cycle.check),
    ),
)
