"""A condition that is the same on every call."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...diagnostics import Diagnostic, Edit, Fix
from ...fields.leaves import Formula
from ...linking.conditions.meaning import Meaning, TooManyCases
from ...linking.conditions.predicates import type_of
from ...linking.conditions.tree import Known, Leaf
from ...linking.link import Linked
from ...rule import Rule
from ...scope import Scope
from ...suggest import nearest, one_of
from ...typed_values import misfit
from ..known import decisions_of

RULE = Rule(
    id="constant-condition",
    severity="warning",
    summary="A condition is the same on every call.",
    doc="""\
Comparing an enum, a date or a time with a value that it never has, a name with itself, or writing `true`: such a
condition decides nothing, so either its edge or all edges after it are never taken. Often a value was renamed in one
place and not in the other.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
inputs: {plan: {type: enum, values: [free, pro], default: free}}
nodes:
  greet: {type: branch, next: [{if: "inputs.plan == 'premium'", to: thank}, {else: bye}]}
  thank: {type: end, say: "Thank you for your trust."}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
inputs: {plan: {type: enum, values: [free, pro], default: free}}
nodes:
  greet: {type: branch, next: [{if: "inputs.plan == 'pro'", to: thank}, {else: bye}]}
  thank: {type: end, say: "Thank you for your trust."}
  bye: {type: end}
""",
)


_STRICT = frozenset({"enum", "date", "time", "email"})
"""Types of text whose values have one form. A caller's number may also be a word, such as `anonymous`."""
_ORDERING = frozenset({"<", "<=", ">", ">="})
_SHORT_HOUR = re.compile(r"[0-9]:")


def check(linked: Linked) -> Iterator[Diagnostic]:
    """Handlers that always hold are a finding of their own."""
    decisions = linked.once(decisions_of)
    for node in linked.nodes.values():
        for edge in node.next:
            formula = edge.if_
            meaning = decisions.meaning(formula) if formula is not None else None
            if formula is None or meaning is None:
                continue
            leaves = meaning.leaves()
            parts = [found for leaf, part in leaves if (found := _part(formula, leaf, part, linked.scope))]
            yield from parts or _whole(formula, meaning)


def _part(formula: Formula, leaf: Leaf, meaning: Meaning, scope: Scope) -> Diagnostic | None:
    if leaf.operator and leaf.left == leaf.right and leaf.operator != "in":
        return RULE.at(formula.place(leaf.start, leaf.end), "both sides of this comparison are the same")
    if isinstance(leaf.left, Known) and (not leaf.operator or isinstance(leaf.right, Known)):
        return RULE.at(formula.place(leaf.start, leaf.end), "this is the same on every call: there is no name in it")
    if not meaning.cases("true"):
        return _never(formula, leaf, scope)
    if not meaning.cases("not true"):
        return RULE.at(formula.place(leaf.start, leaf.end), "this is true on every call", help=_values(leaf, scope))
    return _stray(formula, leaf, scope)


def _stray(formula: Formula, leaf: Leaf, scope: Scope) -> Diagnostic | None:
    """A name is compared with a value that it never has, although CEL sees but text."""
    spec = type_of(leaf.left, scope) if isinstance(leaf.left, tuple) else None
    if spec is None or not isinstance(leaf.left, tuple):
        return None
    values = leaf.members if leaf.operator == "in" else (leaf.right,)
    texts = [value.value for value in values if isinstance(value, Known) and isinstance(value.value, str)]
    if leaf.operator in ("in", "==", "!=") and (spec.type in _STRICT or spec.pattern is not None):
        fault = next((fault for text in texts if (fault := misfit(text, spec)) is not None), None)
        if fault is None:
            return None
        message = f"`{'.'.join(leaf.left)}` is never that: {fault}"
        return RULE.at(formula.place(leaf.start, leaf.end), message, help=_values(leaf, scope))
    if leaf.operator in _ORDERING and spec.type == "time" and texts and _SHORT_HOUR.match(texts[0]):
        message = f"times are compared as text, so `{texts[0]}` comes after every hour with two digits"
        return RULE.at(formula.place(leaf.start, leaf.end), message, help=f"Write `0{texts[0]}`.")
    return None


def _never(formula: Formula, leaf: Leaf, scope: Scope) -> Diagnostic:
    """False, most often because an enum has no such value."""
    spec = type_of(leaf.left, scope) if isinstance(leaf.left, tuple) else None
    if spec is None or spec.type != "enum":
        return RULE.at(formula.place(leaf.start, leaf.end), "this is never true")
    wrong = leaf.right.value if isinstance(leaf.right, Known) else None
    guess = nearest(wrong, spec.values) if isinstance(wrong, str) else None
    source = formula.source[leaf.start : leaf.end]
    fixes: tuple[Fix, ...] = ()
    if guess is not None and source.count(str(wrong)) == 1:
        begin = leaf.start + source.index(str(wrong))
        edit = Edit(formula.place(begin, begin + len(str(wrong))), guess)
        fixes = (Fix(f"Compare with `{guess}`", (edit,), "unsafe"),)
    note = f"Did you mean `{guess}`? " if guess is not None else ""
    return RULE.at(
        formula.place(leaf.start, leaf.end),
        f"this is never true: there is no value `{wrong}`" if wrong is not None else "this is never true",
        help=f"{note}{_values(leaf, scope)}",
        fixes=fixes,
    )


def _values(leaf: Leaf, scope: Scope) -> str | None:
    spec = type_of(leaf.left, scope) if isinstance(leaf.left, tuple) else None
    if spec is None or spec.type != "enum" or not isinstance(leaf.left, tuple):
        return None
    return f"`{'.'.join(leaf.left)}` is {one_of(spec.values)}."


def _whole(formula: Formula, meaning: Meaning) -> Iterator[Diagnostic]:
    try:
        is_always = not meaning.cases("not true")
    except TooManyCases:
        return
    if is_always and not isinstance(meaning.tree, Leaf):
        yield RULE.at(formula.span, "this condition holds on every call: one of its parts always does")
