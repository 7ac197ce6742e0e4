"""What is read has a value, and the right type."""

from __future__ import annotations

from ..family import Check, Family
from . import (
    condition_syntax,
    condition_type,
    helper_arguments,
    invalid_pattern,
    maybe_unset_variable,
    nullable_in_condition,
    order_dependent_assignment,
    overwritten_before_read,
    parent_beyond_scope,
    raw_value_spoken,
    recursive_partial,
    result_before_success,
    shadowed_block_parameter,
    template_syntax,
    template_too_large,
    template_type,
    undefined_variable,
    unguarded_contact_field,
    unknown_helper,
    value_mismatch,
    variable_never_filled,
    variable_never_read,
)

FAMILY = Family(
    "dataflow",
    "Variables, templates, conditions",
    (
        Check(undefined_variable.RULE, undefined_variable.check, of_tools=True),
        Check(maybe_unset_variable.RULE, maybe_unset_variable.check),
        Check(order_dependent_assignment.RULE, order_dependent_assignment.check),
        Check(template_syntax.RULE, template_syntax.check, of_tools=True),
        Check(unknown_helper.RULE, unknown_helper.check, of_tools=True),
        Check(helper_arguments.RULE, helper_arguments.check, of_tools=True),
        Check(template_type.RULE, template_type.check, of_tools=True),
        Check(condition_syntax.RULE, condition_syntax.check),
        Check(condition_type.RULE, condition_type.check),
        Check(value_mismatch.RULE, value_mismatch.check),
        Check(invalid_pattern.RULE, invalid_pattern.check),
        Check(variable_never_filled.RULE, variable_never_filled.check, of_whole=True),
        Check(variable_never_read.RULE, variable_never_read.check, of_whole=True),
        Check(parent_beyond_scope.RULE, parent_beyond_scope.check, of_tools=True),
        Check(unguarded_contact_field.RULE, unguarded_contact_field.check),
        Check(raw_value_spoken.RULE, raw_value_spoken.check),
        Check(shadowed_block_parameter.RULE, shadowed_block_parameter.check, of_tools=True),
        Check(recursive_partial.RULE, recursive_partial.check, of_tools=True),
        Check(template_too_large.RULE, template_too_large.check, of_tools=True),
        Check(result_before_success.RULE, result_before_success.check),
        Check(nullable_in_condition.RULE, nullable_in_condition.check),
        Check(overwritten_before_read.RULE, overwritten_before_read.check),
    ),
)
