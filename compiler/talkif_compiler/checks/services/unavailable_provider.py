"""None of the vendors of a list can be used on a call."""

from __future__ import annotations

from collections.abc import Iterator

from talkif_schemas.callable_vendors import CALLABLE, OFFLINE

from ...catalogue import KINDS, vendor
from ...diagnostics import Diagnostic
from ...fields.services import ServiceFields
from ...linking.link import Linked
from ...rule import Rule
from ...suggest import one_of
from .choices import sections

RULE = Rule(
    id="unavailable-provider",
    severity="warning",
    summary="None of the vendors of a list can be used on a call.",
    doc="""\
The language knows more vendors than calls can use today. A call passes over those that it cannot use and takes the
next of the list; when none is left, nobody hears the caller, or nobody answers. One vendor of each list has to be
among those that the finding names.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
services: {tts: {provider: cartesia, model: sonic-3}}
start: bye
nodes: {bye: {type: end, say: Goodbye.}}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
services: {tts: [{provider: cartesia, model: sonic-3}, {provider: elevenlabs, model: eleven_flash_v2_5}]}
start: bye
nodes: {bye: {type: end, say: Goodbye.}}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    """A vendor that does not exist is a finding of its own, and may be meant to be another one."""
    for services in sections(linked):
        for kind in KINDS:
            listed: tuple[ServiceFields, ...] = getattr(services, kind) or ()
            names = [item.provider.value for item in listed]
            if names and CALLABLE[kind].isdisjoint(names) and all(vendor(kind, name) is not None for name in names):
                others = one_of(sorted(CALLABLE[kind] - {OFFLINE}))
                yield RULE.at(
                    listed[0].provider.span,
                    f"calls cannot use {one_of(dict.fromkeys(names))}, and nothing else is given for `{kind}`",
                    help=f"Add one that they can use, such as {others}: `{kind}: [{{provider: ...}}, ...]`.",
                )
