"""A template that is no Handlebars."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.link import Linked
from ...repository import partials
from ...rule import Rule
from ...source import Span
from ...templates import TemplateSyntaxError

RULE = Rule(
    id="template-syntax",
    severity="error",
    summary="A template cannot be parsed.",
    doc="""\
Spoken lines, prompts and requests are Handlebars templates. One that cannot be parsed can be neither spoken nor sent; a
forgotten brace would otherwise be read out to the caller.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: "Hello {{contact.firstName.", next: bye}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: "Hello {{default contact.firstName 'there'}}.", next: bye}
  bye: {type: end}
""",
    required=True,
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    for text in linked.texts.values():
        if isinstance(text.parsed, TemplateSyntaxError):
            place = text.place(text.parsed.start, text.parsed.end)
            yield RULE.at(place, text.parsed.message, help=text.parsed.help)
    for name, error in sorted(linked.torn_partials.items()):
        source = linked.sources.get(partials.path_of(name))
        if source is not None:
            yield RULE.at(Span(source, error.start, error.end), error.message, help=error.help)
