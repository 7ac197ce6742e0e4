"""What is asked in two places contradicts itself only where no values lead to both."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from talkif_compiler.templates import parse
from talkif_compiler.templates.guards import Facts, are_consistent, facts_of
from talkif_compiler.templates.lower import lower
from talkif_compiler.templates.nodes import Block
from talkif_runtime.templates import load

from .test_truth import NAMES, VALUES

OPERANDS = st.sampled_from((*NAMES, "'a'", "'3'", "'3.0'", "'b'", "3", "''", "true"))
CONDITIONS = st.recursive(
    OPERANDS | st.builds("({} {} {})".format, st.sampled_from(("eq", "ne", "gt")), OPERANDS, OPERANDS),
    lambda inner: (
        st.builds("(not {})".format, inner)
        | st.builds("({} {} {})".format, st.sampled_from(("and", "or")), inner, inner)
    ),
    max_leaves=3,
)


def sides(condition: str) -> list[tuple[frozenset[int], Facts]]:
    """Of the two bodies: the values that lead there, by number, and what is known there."""
    template = parse(f"{{{{#if {condition}}}}}yes{{{{/if}}}}")
    (block,) = template.body
    assert isinstance(block, Block)
    renderer = load(lower(template))
    every = [dict(zip(NAMES, values, strict=True)) for values in product(VALUES, repeat=len(NAMES))]
    held = frozenset(number for number, values in enumerate(every) if renderer.render({"vars": values}))
    facts, others = facts_of(block.expr)
    return [(held, facts), (frozenset(range(len(every))) - held, others)]


@settings(max_examples=300, deadline=None)
@given(CONDITIONS, CONDITIONS)
def test_no_values_lead_to_both(one: str, other: str) -> None:
    for (first, facts), (second, more) in product(sides(one), sides(other)):
        assert are_consistent(facts | more) or first.isdisjoint(second), (one, other)
