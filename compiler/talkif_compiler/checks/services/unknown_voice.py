"""A voice that its vendor does not have."""

from __future__ import annotations

from collections.abc import Iterator

from ...catalogue import Vendor, table
from ...diagnostics import Diagnostic, Edit, Fix
from ...fields.leaves import Spanned
from ...linking.link import Linked
from ...nodes.say import Say
from ...rule import Rule
from ...suggest import nearest, one_of
from .choices import first, written

RULE = Rule(
    id="unknown-voice",
    severity="error",
    summary="A voice is neither one of its vendor's own nor an id.",
    doc="""\
Where the vendor's own voices are known by name, another name is a slip, and the caller hears a fallback voice or
nothing. Voices that an account has made are named by id, and every id passes. Vendors whose list is not complete here
are left alone.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
services: {tts: {provider: elevenlabs, voice: Racheal}}
start: bye
nodes: {bye: {type: end, say: Goodbye.}}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
services: {tts: {provider: elevenlabs, voice: Rachel}}
start: bye
nodes: {bye: {type: end, say: Goodbye.}}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    for vendor, voice in _named(linked):
        if not vendor.knows_voice(voice.value):
            yield _finding(vendor, voice)


def _named(linked: Linked) -> Iterator[tuple[Vendor, Spanned[str]]]:
    for choice in written(linked):
        if choice.vendor is not None and choice.fields is not None and choice.fields.voice is not None:
            yield choice.vendor, choice.fields.voice
    speaker = first(linked, None, "tts")
    for node in linked.nodes.values():
        if isinstance(node, Say) and node.voice is not None and speaker is not None and speaker.vendor is not None:
            yield speaker.vendor, node.voice


def _finding(vendor: Vendor, voice: Spanned[str]) -> Diagnostic:
    names = [item.name for item in vendor.voices]
    guess = nearest(voice.value, names)
    known = f"Known by name: {one_of(names)}." if guess is None else f"Did you mean `{guess}`?"
    other = (
        "Any other voice goes by its id." if vendor.voice_id is not None else f"The list is of {table('tts').as_of}."
    )
    fixes = (Fix(f"Change it to `{guess}`", (Edit(voice.span, guess),), "unsafe"),) if guess else ()
    return RULE.at(voice.span, f"{vendor.id} has no voice `{voice.value}`", help=f"{known} {other}", fixes=fixes)
