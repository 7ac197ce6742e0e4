"""The vendors of a flow."""

from __future__ import annotations

from ..family import Check, Family
from . import (
    ambiguous_tool_names,
    conflicting_instructions,
    example_choice_unclear,
    extraction_temperature,
    language_not_supported,
    model_deprecated,
    model_routing_over_condition,
    no_fallback_provider,
    prompt_language_differs,
    prompt_names_unknown_tool,
    prompt_over_budget,
    reasoning_refuses_tools,
    structured_output_unsupported,
    temperature_out_of_range,
    too_many_keyterms,
    too_many_tools,
    tool_schema_invalid,
    tool_without_retry,
    unknown_model,
    unknown_provider,
    unknown_voice,
    unsendable_request,
)

FAMILY = Family(
    "services",
    "Models, voices, recognition",
    (
        Check(unknown_provider.RULE, unknown_provider.check),
        Check(unknown_model.RULE, unknown_model.check),
        Check(unknown_voice.RULE, unknown_voice.check),
        Check(model_deprecated.RULE, model_deprecated.check),
        Check(language_not_supported.RULE, language_not_supported.check),
        Check(no_fallback_provider.RULE, no_fallback_provider.check),
        Check(too_many_keyterms.RULE, too_many_keyterms.check),
        Check(prompt_over_budget.RULE, prompt_over_budget.check),
        Check(prompt_language_differs.RULE, prompt_language_differs.check, of_whole=True),
        Check(prompt_names_unknown_tool.RULE, prompt_names_unknown_tool.check),
        Check(conflicting_instructions.RULE, conflicting_instructions.check),
        Check(model_routing_over_condition.RULE, model_routing_over_condition.check),
        Check(example_choice_unclear.RULE, example_choice_unclear.check),
        Check(unsendable_request.RULE, unsendable_request.check, of_tools=True),
        Check(tool_schema_invalid.RULE, tool_schema_invalid.check),
        Check(too_many_tools.RULE, too_many_tools.check),
        Check(ambiguous_tool_names.RULE, ambiguous_tool_names.check),
        Check(tool_without_retry.RULE, tool_without_retry.check, of_tools=True),
        Check(reasoning_refuses_tools.RULE, reasoning_refuses_tools.check),
        Check(structured_output_unsupported.RULE, structured_output_unsupported.check),
        Check(extraction_temperature.RULE, extraction_temperature.check),
        Check(temperature_out_of_range.RULE, temperature_out_of_range.check),
    ),
)
