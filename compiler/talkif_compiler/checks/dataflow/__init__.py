"""What is read has a value, and the right type."""

from __future__ import annotations

from ..family import Check, Family
from . import (
    condition_syntax,
    condition_type,
    helper_arguments,
    maybe_unset_variable,
    order_dependent_assignment,
    template_syntax,
    template_type,
    undefined_variable,
    unknown_helper,
    variable_never_read,
)

FAMILY = Family(
    "dataflow",
    "Variables, templates, conditions",
    (
        Check(undefined_variable.RULE, undefined_variable.check),
        Check(maybe_unset_variable.RULE, maybe_unset_variable.check),
        Check(order_dependent_assignment.RULE, order_dependent_assignment.check),
        Check(template_syntax.RULE, template_syntax.check),
        Check(unknown_helper.RULE, unknown_helper.check),
        Check(helper_arguments.RULE, helper_arguments.check),
        Check(template_type.RULE, template_type.check),
        Check(condition_syntax.RULE, condition_syntax.check),
        Check(condition_type.RULE, condition_type.check),
        Check(variable_never_read.RULE, variable_never_read.check),
    ),
)
