"""A condition computes with a value that may not be there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from talkif_schemas.conditions import tokenize
from talkif_schemas.conditions.tokens import Token
from talkif_schemas.types import TypeSpec

from ...diagnostics import Diagnostic, Edit, Fix
from ...fields.leaves import Formula
from ...linking.link import Linked
from ...nodes.switch import Switch
from ...rule import Rule
from ...scope import Reference, Scope, is_of_open
from ..known import presence_of

RULE = Rule(
    id="nullable-in-condition",
    severity="warning",
    summary="A condition computes with a value that may not be there.",
    doc="""\
`==`, `!=` and `in` take an empty field as it is. `<`, `+`, `startsWith` and the like do not: without a value they
fail, and the condition counts as not true unless another part decides it; an assignment that fails leaves its variable
as it was. Fields of the contact are often empty, and members of `call.metadata` may not be there at all. Behind an edge
that asks first, as `if: "has(contact.company)"` does, there is nothing to find. A `switch` without a value takes its
`else`.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: branch, next: [{if: "contact.company.startsWith('ACME')", to: thank}, {else: bye}]}
  thank: {type: end, say: "Thank you for your trust."}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet:
    type: branch
    next: [{if: "has(contact.company) && contact.company.startsWith('ACME')", to: thank}, {else: bye}]
  thank: {type: end, say: "Thank you for your trust."}
  bye: {type: end}
""",
)

_COMPUTING = frozenset({"<", "<=", ">", ">=", "+", "-", "*", "/", "%"})
_FUNCTIONS = frozenset({"size", "int", "double", "uint", "timestamp", "duration"})


def check(linked: Linked) -> Iterator[Diagnostic]:
    switches = {node.on for node in linked.nodes.values() if isinstance(node, Switch)}
    for analysis in linked.analyses:
        formula = analysis.use.leaf
        if not isinstance(formula, Formula):
            continue
        for reference in analysis.references:
            if reference.guarded or not _may_fail(formula, reference, analysis.use.scope):
                continue
            is_subject = formula in switches and (reference.start, reference.end) == (0, len(formula.source))
            if not is_subject and linked.once(presence_of).missing(reference.path, analysis.use) is not None:
                yield _finding(formula, reference)


def _may_fail(formula: Formula, reference: Reference, scope: Scope) -> bool:
    if is_of_open(reference.path):
        # Even asking for one that is not there fails.
        return not _is_asked(formula.source, reference.path)
    spec = _type_of(reference.path, scope)
    return spec is not None and spec.nullable and spec.type != "any" and _is_computed(formula, reference)


def _is_asked(source: str, path: tuple[str, ...]) -> bool:
    """Whether `'plan' in call.metadata` is part of it."""
    *owner, name = path
    return re.search(rf"""(['"]){re.escape(name)}\1 +in +{re.escape(".".join(owner))}\b""", source) is not None


def _type_of(path: tuple[str, ...], scope: Scope) -> TypeSpec | None:
    spec = scope.roots().get(path[0])
    for segment in path[1:]:
        spec = spec.properties.get(segment) if spec is not None else None
    return spec


def _is_computed(formula: Formula, reference: Reference) -> bool:
    tokens = tokenize(formula.source)
    first = next((index for index, token in enumerate(tokens) if token.start == reference.start), None)
    after = next((index for index, token in enumerate(tokens) if token.start >= reference.end), len(tokens))
    if first is None:
        return False
    is_method = [token.text for token in tokens[after : after + 1]] == ["."]
    neighbours = {token.text for token in (*tokens[max(0, first - 1) : first], *tokens[after : after + 1])}
    return is_method or bool(neighbours & _COMPUTING) or _is_argument(tokens, first)


def _is_argument(tokens: Sequence[Token], first: int) -> bool:
    return first > 1 and tokens[first - 1].text == "(" and tokens[first - 2].text in _FUNCTIONS


def _finding(formula: Formula, reference: Reference) -> Diagnostic:
    name = ".".join(reference.path)
    fixes: tuple[Fix, ...] = ()
    source = formula.source
    if formula.expects == "bool" and not any(sign in source for sign in ("&&", "||", "?", "!")):
        # The condition is one comparison, so it is true for the same calls as before.
        start = formula.place(0, len(source)).start
        edit = Edit(formula.place(0, 0), f"has({name}) && ")
        fixes = (Fix("Ask first whether it is there", (edit,), "safe"),) if start == edit.span.start else ()
    if formula.expects == "bool":
        what, advice = "this part of the condition", f"Write `has({name}) && ...`."
    else:
        what, advice = "the expression", f"Say what to take instead: `has({name}) ? ... : ...`."
    place = formula.place(reference.start, reference.end)
    return RULE.at(place, f"`{name}` may have no value, and {what} fails then", help=advice, fixes=fixes)
