"""What is named, is there, and fits."""

from __future__ import annotations

from ..family import Check, Family
from . import (
    broken_reference,
    impossible_edge,
    slot_mismatch,
    tool_arguments,
    unknown_outcome,
    unknown_tool,
)

FAMILY = Family(
    "names",
    "Names and references",
    (
        Check(broken_reference.RULE, broken_reference.check),
        Check(unknown_tool.RULE, unknown_tool.check),
        Check(tool_arguments.RULE, tool_arguments.check),
        Check(unknown_outcome.RULE, unknown_outcome.check),
        Check(impossible_edge.RULE, impossible_edge.check),
        Check(slot_mismatch.RULE, slot_mismatch.check),
    ),
)
