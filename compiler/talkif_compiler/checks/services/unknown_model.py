"""A model that its vendor is not known to have."""

from __future__ import annotations

from collections.abc import Iterator

from ...catalogue import Vendor
from ...diagnostics import Diagnostic, Edit, Fix
from ...fields.leaves import Spanned
from ...linking.link import Linked
from ...rule import Rule
from ...suggest import nearest, one_of
from .choices import written

RULE = Rule(
    id="unknown-model",
    severity="warning",
    summary="A model is not among those that its vendor is known to have.",
    doc="""\
A vendor refuses a request for a model that it does not have, and each call falls back to the next vendor, or fails.
Vendors add models every week, so a new one may be right: then turn the finding off where it stands. Snapshots
(`gpt-5.4-mini-2026-03-17`) and fine-tuned copies (`ft:...`) of known models are known, too.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
services: {llm: {provider: openai, model: gtp-5.4-mini}}
start: bye
nodes: {bye: {type: end, say: Goodbye.}}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
services: {llm: {provider: openai, model: gpt-5.4-mini}}
start: bye
nodes: {bye: {type: end, say: Goodbye.}}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    for choice in written(linked):
        name = choice.fields.model if choice.fields is not None else None
        if name is not None and choice.vendor is not None and choice.model is None:
            yield _finding(name, choice.vendor)


def _finding(name: Spanned[str], vendor: Vendor) -> Diagnostic:
    current = [model.id for model in vendor.models.values() if model.retires_on is None]
    guess = nearest(name.value, current) or nearest(name.value, vendor.models)
    fixes = (Fix(f"Change it to `{guess}`", (Edit(name.span, guess),), "unsafe"),) if guess else ()
    return RULE.at(
        name.span,
        f"{vendor.id} is not known to have a model `{name.value}`",
        help=f"Did you mean `{guess}`?" if guess else f"Known: {one_of(current)}.",
        fixes=fixes,
    )
