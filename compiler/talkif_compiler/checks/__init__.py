"""Rules, one per file. A new one is its file, a golden pair, and one line in ALL_CHECKS."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from ..diagnostics import Diagnostic
from ..limits import MAX_FINDINGS_PER_RULE
from ..link import Linked
from ..rule import Rule
from . import (
    alias_bomb,
    ambiguous_scalar,
    broken_reference,
    collect_without_gave_up,
    condition_syntax,
    condition_type,
    dead_end,
    duplicate_key,
    exitless_cycle,
    file_too_large,
    helper_arguments,
    impossible_edge,
    maybe_unset_variable,
    menu_duplicate_key,
    missing_else,
    missing_field,
    no_path_to_end,
    not_supported,
    order_dependent_assignment,
    secret_literal,
    slot_mismatch,
    template_syntax,
    template_type,
    tool_arguments,
    transfer_number_invalid,
    turnless_cycle,
    undefined_variable,
    unhandled_outcome,
    unknown_helper,
    unknown_key,
    unknown_outcome,
    unknown_tool,
    unreachable_node,
    wrong_type,
    yaml_syntax,
)


@dataclass(frozen=True, slots=True)
class Check:
    rule: Rule
    run: Callable[[Linked], Iterator[Diagnostic]] | None = None
    """None for a rule that an earlier stage finds while it reads."""


ALL_CHECKS: tuple[Check, ...] = (
    Check(yaml_syntax.RULE),
    Check(file_too_large.RULE),
    Check(alias_bomb.RULE),
    Check(duplicate_key.RULE),
    Check(unknown_key.RULE),
    Check(missing_field.RULE),
    Check(wrong_type.RULE),
    Check(not_supported.RULE),
    Check(ambiguous_scalar.RULE),
    Check(broken_reference.RULE, broken_reference.check),
    Check(unknown_tool.RULE, unknown_tool.check),
    Check(tool_arguments.RULE, tool_arguments.check),
    Check(undefined_variable.RULE, undefined_variable.check),
    Check(unknown_outcome.RULE, unknown_outcome.check),
    Check(impossible_edge.RULE, impossible_edge.check),
    Check(unhandled_outcome.RULE, unhandled_outcome.check),
    Check(collect_without_gave_up.RULE, collect_without_gave_up.check),
    Check(missing_else.RULE, missing_else.check),
    Check(menu_duplicate_key.RULE, menu_duplicate_key.check),
    Check(slot_mismatch.RULE, slot_mismatch.check),
    Check(order_dependent_assignment.RULE, order_dependent_assignment.check),
    Check(unreachable_node.RULE, unreachable_node.check),
    Check(dead_end.RULE, dead_end.check),
    Check(no_path_to_end.RULE, no_path_to_end.check),
    Check(exitless_cycle.RULE, exitless_cycle.check),
    Check(turnless_cycle.RULE, turnless_cycle.check),
    Check(maybe_unset_variable.RULE, maybe_unset_variable.check),
    Check(template_syntax.RULE, template_syntax.check),
    Check(unknown_helper.RULE, unknown_helper.check),
    Check(helper_arguments.RULE, helper_arguments.check),
    Check(template_type.RULE, template_type.check),
    Check(condition_syntax.RULE, condition_syntax.check),
    Check(condition_type.RULE, condition_type.check),
    Check(transfer_number_invalid.RULE, transfer_number_invalid.check),
    Check(secret_literal.RULE, secret_literal.check),
)

RULES: dict[str, Rule] = {check.rule.id: check.rule for check in ALL_CHECKS}


def run_checks(linked: Linked) -> list[Diagnostic]:
    """At most MAX_FINDINGS_PER_RULE of each."""
    return [
        found
        for check in ALL_CHECKS
        if check.run is not None
        for found in islice(check.run(linked), MAX_FINDINGS_PER_RULE)
    ]
