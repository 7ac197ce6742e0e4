"""A model that its vendor does not have, or is not known to have."""

from __future__ import annotations

from collections.abc import Iterator

from ...catalogue import Vendor, table
from ...diagnostics import Diagnostic, Edit, Fix
from ...fields.leaves import Spanned
from ...linking.link import Linked
from ...rule import Rule
from ...suggest import nearest, one_of
from .choices import Choice, written

RULE = Rule(
    id="unknown-model",
    severity="error",
    summary="A model is not among those that its vendor has.",
    doc="""\
A vendor refuses a request for a model that it does not have, and each call falls back to the next vendor, or fails.
Snapshots (`gpt-5.4-mini-2026-03-17`), fine-tuned copies of known models (`ft:...`) and ids of an account's own models
are known, too. Where the list of a vendor's models is not known to be complete, the finding is a warning. Vendors add
models every week: if a name is newer than the list, turn the finding off where it stands.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
services: {stt: {provider: deepgram, model: nova-33}}
start: bye
nodes: {bye: {type: end, say: Goodbye.}}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
services: {stt: {provider: deepgram, model: nova-3}}
start: bye
nodes: {bye: {type: end, say: Goodbye.}}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    for choice in written(linked):
        name = choice.fields.model if choice.fields is not None else None
        if name is not None and choice.vendor is not None and choice.model is None:
            yield from _findings(choice, name, choice.vendor)


def _findings(choice: Choice, name: Spanned[str], vendor: Vendor) -> Iterator[Diagnostic]:
    if vendor.models_are_complete and vendor.may_have_model(name.value):
        return
    current = [model.id for model in vendor.models.values() if model.retires_on is None]
    guess = nearest(name.value, current) or nearest(name.value, vendor.models)
    advice = f"Did you mean `{guess}`?" if guess else f"Known: {one_of(current)}."
    fixes = (Fix(f"Change it to `{guess}`", (Edit(name.span, guess),), "unsafe"),) if guess else ()
    certain = vendor.models_are_complete
    found = RULE.at(
        name.span,
        f"{vendor.id} {'has no' if certain else 'is not known to have a'} model `{name.value}`",
        help=f"{advice} The list is of {table(choice.kind).as_of}.",
        fixes=fixes,
    )
    yield found if certain else found.with_severity("warning")
