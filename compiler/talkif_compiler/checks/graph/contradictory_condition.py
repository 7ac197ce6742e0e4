"""A condition asks for things that cannot be true at the same time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from ...diagnostics import Diagnostic, Label
from ...fields.leaves import Formula
from ...linking.conditions.meaning import Cases, Meaning, TooManyCases, met
from ...linking.conditions.tree import Leaf
from ...linking.link import Linked
from ...rule import Rule
from ..known import decisions_of

RULE = Rule(
    id="contradictory-condition",
    severity="error",
    summary="A condition asks for things that cannot be true at the same time.",
    doc="""\
`plan == 'free' && plan == 'pro'` never holds, so the edge is never taken. Mostly `||` was meant, or a bound is on the
wrong side.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
inputs: {total: {type: number, required: true}}
nodes:
  greet: {type: branch, next: [{if: "inputs.total > 100 && inputs.total < 50", to: thank}, {else: bye}]}
  thank: {type: end, say: "Thank you for your trust."}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
inputs: {total: {type: number, required: true}}
nodes:
  greet: {type: branch, next: [{if: "inputs.total > 50 && inputs.total < 100", to: thank}, {else: bye}]}
  thank: {type: end, say: "Thank you for your trust."}
  bye: {type: end}
""",
)

_MAX_COMPARED = 12
"""Parts of one condition that are compared with each other."""


def check(linked: Linked) -> Iterator[Diagnostic]:
    decisions = linked.once(decisions_of)
    for use in linked.uses:
        formula = use.leaf
        if isinstance(formula, Formula) and "&&" in formula.source:
            meaning = decisions.meaning(formula)
            if meaning is not None:
                yield from _visit(formula, meaning)


def _visit(formula: Formula, meaning: Meaning) -> Iterator[Diagnostic]:
    if isinstance(meaning.tree, Leaf):
        return
    inner = [found for part in meaning.parts for found in _visit(formula, part)]
    if inner:
        yield from inner
    elif meaning.tree.kind == "all" and (found := _contradiction(formula, meaning)):
        yield found


def _contradiction(formula: Formula, meaning: Meaning) -> Diagnostic | None:
    tree = meaning.tree
    try:
        parts = [(part.tree, part.cases("true")) for part in meaning.parts]
        # A part that is never true by itself is another finding.
        if not all(cases for _, cases in parts) or meaning.cases("true"):
            return None
    except TooManyCases:
        return None
    for (one, ones), (other, others) in combinations(parts[:_MAX_COMPARED], 2):
        if not _meet(ones, others):
            sources = [formula.source[part.start : part.end] for part in (one, other)]
            return RULE.at(
                formula.place(other.start, other.end),
                f"`{sources[1]}` is never true together with `{sources[0]}`",
                related=(Label(formula.place(one.start, one.end), "asked for here"),),
                help="Join them by `||` if either will do.",
            )
    return RULE.at(formula.place(tree.start, tree.end), "these conditions are never true together")


def _meet(one: Cases, other: Cases) -> bool:
    try:
        return bool(met(one, other))
    except TooManyCases:
        return True
