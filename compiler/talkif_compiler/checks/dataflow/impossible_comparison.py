"""A template compares a name with a value that it never has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from talkif_schemas.types import TypeSpec

from ...diagnostics import Diagnostic, Edit, Fix
from ...linking.conditions.predicates import declared
from ...linking.link import Linked
from ...rule import Rule
from ...source import Span
from ...suggest import nearest, one_of
from ...templates import ParsedTemplate
from ...templates.nodes import Block, Call, Expr, Inline, Literal, Output, Partial, Statement
from ...typed_values import misfit

RULE = Rule(
    id="impossible-comparison",
    severity="warning",
    summary="A template compares a name with a value that it never has.",
    doc="""\
`{{#if (eq plan "gold")}}` is never true when `plan` is `free` or `pro`, so nobody ever hears what stands there; with
`ne` everybody does. A boolean is compared with no text: `{{#if ready}}` asks for it. The rule looks at names of the
flow that `eq` and `ne` compare with a value; of conditions, `constant-condition` says the same.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
inputs: {plan: {type: enum, values: [free, pro], default: free}}
start: bye
nodes:
  bye: {type: end, say: "Goodbye{{#if (eq plan 'prof')}}, and thank you for being with us{{/if}}."}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
inputs: {plan: {type: enum, values: [free, pro], default: free}}
start: bye
nodes:
  bye: {type: end, say: "Goodbye{{#if (eq plan 'pro')}}, and thank you for being with us{{/if}}."}
""",
)

_COMPARING = re.compile(r"\b(?:eq|ne)\b")


def check(linked: Linked) -> Iterator[Diagnostic]:
    told: set[tuple[str, int]] = set()
    for analysis in linked.analyses:
        text = analysis.text
        if text is None or "{{" not in text.content or not _COMPARING.search(text.content):
            continue
        if not isinstance(text.parsed, ParsedTemplate):
            continue
        # Names inside of blocks may mean members of something; those of the flow are among the references.
        names = {(reference.start, reference.end): reference.path for reference in analysis.references}
        for call in _calls(text.parsed.body):
            for one, other in (call.args, call.args[::-1]):
                path = names.get((one.start, one.end))
                spec = declared(path, analysis.use.scope) if path is not None else None
                if path is None or spec is None or not isinstance(other, Literal) or _may_be(spec, other.value):
                    continue
                found = _finding(analysis.place(other.start, other.end), call, ".".join(path), spec, other)
                # A partial is looked at once for each template that leads to it.
                if (found.span.file, found.span.start) not in told:
                    told.add((found.span.file, found.span.start))
                    yield found


def _finding(place: Span, call: Call, name: str, spec: TypeSpec, literal: Literal) -> Diagnostic:
    word = str(literal.value).lower() if isinstance(literal.value, bool) else str(literal.value)
    outcome = "never" if call.name.segments == ("eq",) else "always"
    value = f"the text `{word}`" if isinstance(literal.value, str) and spec.type != "enum" else f"`{word}`"
    message = f"this is {outcome} true: `{name}` is never {value}"
    if spec.type == "enum":
        guess = nearest(word, spec.values)
        advice = f"`{name}` is {one_of(spec.values)}."
        if guess is None or place.text.count(word) != 1:
            return RULE.at(place, message, help=advice)
        start = place.start + place.text.index(word)
        edit = Edit(Span(place.source, start, start + len(word)), guess)
        fix = Fix(f"Compare with `{guess}`", (edit,), "unsafe")
        return RULE.at(place, message, help=f"Did you mean `{guess}`? {advice}", fixes=(fix,))
    if spec.type == "boolean":
        return RULE.at(place, message, help=f"It is true or false: `{{{{#if {name}}}}}`, `(not {name})`.")
    what = "a number" if spec.type in ("number", "integer") else f"of the type `{spec.type}`"
    return RULE.at(place, message, help=f"`{name}` is {what}.")


def _may_be(spec: TypeSpec, value: str | float | bool | None) -> bool:
    """As the runtime compares: numbers equal text that says the same number, and booleans equal nothing else."""
    if value is None:
        return True
    match spec.type:
        case "boolean":
            return isinstance(value, bool)
        case "enum":
            return not isinstance(value, bool) and any(_is_same(value, word) for word in spec.values)
        case "number" | "integer":
            return not isinstance(value, bool) and _number(value) is not None
        case "date" | "time" | "email":
            return not isinstance(value, str) or misfit(value, spec) is None
        case _:
            return True


def _is_same(value: str | float, word: str) -> bool:
    return value == word or (not isinstance(value, str) and value == _number(word))


def _number(value: str | float) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None


def _calls(statements: Iterable[Statement]) -> Iterator[Call]:
    """Comparisons of two values, wherever they stand."""
    for statement in statements:
        match statement:
            case Output(expr=expr):
                yield from _in(expr)
            case Block(expr=expr, body=body, inverse=inverse):
                yield from _in(expr)
                yield from _calls((*body, *inverse))
            case Partial(options=options, body=body):
                for _, value in options:
                    yield from _in(value)
                yield from _calls(body or ())
            case Inline(body=body):
                yield from _calls(body)


def _in(expr: Expr) -> Iterator[Call]:
    if isinstance(expr, Call):
        if expr.name.segments in (("eq",), ("ne",)) and len(expr.args) == 2:
            yield expr
        for part in (*expr.args, *(value for _, value in expr.options)):
            yield from _in(part)
