"""Mistakes that authors make: a valid flow in, flows with one mistake each out.

A flow is plain data here. Each mutant says which rules may find the mistake, and where.
"""

from __future__ import annotations

from tests.mutation.mutant import Operator

from . import graph, names, values

OPERATORS: tuple[Operator, ...] = (
    graph.target_misspelt,
    graph.start_misspelt,
    graph.handler_target_misspelt,
    graph.needed_edge_dropped,
    graph.next_dropped,
    graph.else_dropped,
    graph.else_first,
    graph.condition_twice,
    graph.narrower_second,
    graph.loop_of_one,
    graph.listening_loop,
    graph.handler_dropped,
    graph.return_led_on,
    graph.node_cut_off,
    graph.node_deleted,
    names.outcome_removed,
    names.event_misspelt,
    names.type_misspelt,
    names.key_misspelt,
    names.section_misspelt,
    names.field_dropped,
    names.section_dropped,
    names.tool_misspelt,
    names.argument_misspelt,
    names.subflow_misspelt,
    names.case_misspelt,
    names.provider_misspelt,
    values.variable_renamed,
    values.variable_misspelt_in_text,
    values.variable_misspelt_in_condition,
    values.into_misspelt,
    values.filling_skipped,
    values.number_becomes_text,
    values.template_broken,
    values.helper_misspelt,
    values.condition_broken,
    values.number_broken,
    values.url_without_tls,
    values.secret_written,
    values.key_twice,
    values.unit_forgotten,
    values.word_misspelt,
)
