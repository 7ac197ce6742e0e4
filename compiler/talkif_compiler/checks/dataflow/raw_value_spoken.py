"""A value is spoken as it is stored."""

from __future__ import annotations

from collections.abc import Iterator

from talkif_schemas.types import TypeSpec

from ...diagnostics import Diagnostic, Edit, Fix
from ...linking.link import Linked
from ...linking.parsed_text import ParsedText
from ...rule import Rule
from ...suggest import one_of
from ...templates.nodes import Path
from .spoken import spoken

RULE = Rule(
    id="raw-value-spoken",
    severity="warning",
    summary="A value is spoken as it is stored.",
    doc="""\
Voices read what they are given: `12.5` as "twelve point five", `2026-03-03` as digits and dashes, `true` as the word,
a list as one breathless run. Helpers say values as people do: `money`, `number`, `date`, `time`, `phone`, `list`.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
inputs: {total: {type: number, required: true}}
nodes:
  greet: {type: say, text: "Your order comes to {{total}}.", next: bye}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
inputs: {total: {type: number, required: true}}
nodes:
  greet: {type: say, text: "Your order comes to {{money total}}.", next: bye}
  bye: {type: end}
""",
)

_HELPERS = {"list": "list", "date": "date", "time": "time", "phone": "phone"}
"""Type -> the helper that says the same, only better."""


def check(linked: Linked) -> Iterator[Diagnostic]:
    for text, _, analysis in spoken(linked):
        for expr, spec in analysis.printed:
            # The fallback of a `default` may be of another type.
            found = _advice(text.content[expr.start : expr.end], spec) if isinstance(expr, Path) else None
            if found is not None:
                message, advice = found
                place = text.place(expr.start, expr.end)
                yield RULE.at(place, message, help=advice, fixes=_fixes(text, expr.start, spec))


def _advice(name: str, spec: TypeSpec) -> tuple[str, str] | None:
    """(message, help)"""
    match spec.type:
        case "number":
            message = f"`{name}` is a number, and is read out as it is stored: `12.5`"
            return message, f"Write `{{{{money {name}}}}}` for an amount, `{{{{number {name}}}}}` for anything else."
        case "boolean":
            message = f"`{name}` is read out as the word `true` or `false`"
            return message, f"Write `{{{{#if {name}}}}}...{{{{else}}}}...{{{{/if}}}}`."
        case "list":
            message = f"`{name}` is a list, and is read out in one run, without an `and`"
            return message, f"Write `{{{{list {name}}}}}`, or say each member with `{{{{#each {name}}}}}`."
        case "object":
            fields = f" Its fields: {one_of(spec.properties, 'and')}." if spec.properties else ""
            return f"`{name}` is an object, and cannot be read out", f"Say one of its fields.{fields}"
        case "date" | "time" | "phone":
            what = "phone number" if spec.type == "phone" else spec.type
            message = f"`{name}` is a {what}, and is read out as it is stored"
            return message, f"Write `{{{{{_HELPERS[spec.type]} {name}}}}}`."
        case _:
            return None


def _fixes(text: ParsedText, start: int, spec: TypeSpec) -> tuple[Fix, ...]:
    helper = _HELPERS.get(spec.type)
    if helper is None:
        return ()
    edit = Edit(text.place(start, start), f"{helper} ")
    return (Fix(f"Say it with `{helper}`", (edit,), "safe"),)
