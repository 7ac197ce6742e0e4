"""A model that its vendor takes out of service."""

from __future__ import annotations

from collections.abc import Iterator

from ...catalogue import Model, table
from ...diagnostics import Diagnostic, Edit, Fix
from ...linking.link import Linked
from ...rule import Rule
from ...source import Span
from .choices import Choice, written

RULE = Rule(
    id="model-deprecated",
    severity="warning",
    summary="A model is taken out of service.",
    doc="""\
From the day that the finding names, the vendor refuses requests for the model, and every call that has no fallback
goes wrong at once. The dates are the vendor's own. Listen to a few calls with the replacement before the day: it may
behave differently.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
services: {llm: [{provider: anthropic, model: claude-sonnet-4-5}, {provider: openai}]}
start: bye
nodes: {bye: {type: end, say: Goodbye.}}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
services: {llm: [{provider: anthropic, model: claude-sonnet-5-5}, {provider: openai}]}
start: bye
nodes: {bye: {type: end, say: Goodbye.}}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    for choice in written(linked):
        model = choice.model
        if model is not None and model.retires_on is not None and choice.fields is not None:
            yield _finding(choice, model, model.retires_on)


def _finding(choice: Choice, model: Model, day: str) -> Diagnostic:
    is_over = day <= table(choice.kind).as_of
    what = f"`{choice.label}`" if model.id else choice.provider
    message = f"{what} {'went' if is_over else 'goes'} out of service on {day}"
    if model.replaced_by is None:
        return RULE.at(_span(choice), message, help=f"Choose another {'model' if model.id else 'vendor'}.")
    fixes: tuple[Fix, ...] = ()
    if choice.fields is not None and choice.fields.model is not None:
        edit = Edit(choice.fields.model.span, model.replaced_by)
        fixes = (Fix(f"Change it to `{model.replaced_by}`", (edit,), "unsafe"),)
    return RULE.at(_span(choice), message, help=f"The vendor recommends `{model.replaced_by}`.", fixes=fixes)


def _span(choice: Choice) -> Span:
    assert choice.fields is not None, "only what is written is reported"
    return choice.place(choice.fields.span)
