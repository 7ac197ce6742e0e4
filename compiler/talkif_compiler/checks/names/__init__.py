"""What is named, is there, and fits."""

from __future__ import annotations

from ..family import Check, Family
from . import (
    broken_flow,
    broken_reference,
    duplicate_flow,
    hidden_namespace,
    impossible_edge,
    recursive_flow,
    repeated_item,
    slot_mismatch,
    subflow_arguments,
    subflow_exits,
    tool_arguments,
    unbound_name,
    unknown_change,
    unknown_flow,
    unknown_outcome,
    unknown_schedule,
    unknown_tool,
    unused_declaration,
    version_unsatisfied,
    version_without_effect,
)

FAMILY = Family(
    "names",
    "Names and references",
    (
        Check(broken_reference.RULE, broken_reference.check, of_tools=True),
        Check(hidden_namespace.RULE, hidden_namespace.check),
        Check(unknown_tool.RULE, unknown_tool.check),
        Check(tool_arguments.RULE, tool_arguments.check),
        Check(unknown_outcome.RULE, unknown_outcome.check),
        Check(impossible_edge.RULE, impossible_edge.check),
        Check(slot_mismatch.RULE, slot_mismatch.check),
        Check(unknown_flow.RULE, unknown_flow.check),
        Check(duplicate_flow.RULE, duplicate_flow.check),
        Check(broken_flow.RULE, broken_flow.check),
        Check(recursive_flow.RULE, recursive_flow.check),
        Check(subflow_arguments.RULE, subflow_arguments.check),
        Check(subflow_exits.RULE, subflow_exits.check),
        Check(version_unsatisfied.RULE, version_unsatisfied.check),
        Check(version_without_effect.RULE, version_without_effect.check),
        Check(unknown_schedule.RULE, unknown_schedule.check),
        Check(unknown_change.RULE, unknown_change.check),
        Check(unbound_name.RULE, unbound_name.check, of_tools=True),
        Check(repeated_item.RULE, repeated_item.check),
        Check(unused_declaration.RULE, unused_declaration.check, of_whole=True),
    ),
)
