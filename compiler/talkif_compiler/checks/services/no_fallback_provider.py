"""Fallbacks that fall together."""

from __future__ import annotations

from collections.abc import Iterator

from ...catalogue import KINDS
from ...diagnostics import Diagnostic
from ...fields.services import ServiceFields
from ...linking.link import Linked
from ...rule import Rule
from .choices import sections

RULE = Rule(
    id="no-fallback-provider",
    severity="info",
    summary="All fallbacks are of one vendor.",
    doc="""\
A list in `services` is tried from top to bottom when a vendor does not answer. What takes a vendor down mostly takes
all its models down: when the whole list is of one vendor, an outage ends every call. A single choice without a list
is left alone.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
services:
  llm: [{provider: openai, model: gpt-5.4-mini}, {provider: openai, model: gpt-5.4}]
start: bye
nodes: {bye: {type: end, say: Goodbye.}}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
services:
  llm: [{provider: openai, model: gpt-5.4-mini}, {provider: anthropic, model: claude-haiku-4-5}]
start: bye
nodes: {bye: {type: end, say: Goodbye.}}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    for services in sections(linked):
        for kind in KINDS:
            listed: tuple[ServiceFields, ...] = getattr(services, kind) or ()
            if len(listed) > 1 and len({item.provider.value for item in listed}) == 1:
                last = listed[-1].provider
                message = f"all fallbacks of `{kind}` are of {last.value}, and fail together"
                yield RULE.at(last.span, message, help="Let the last one be of another vendor.")
