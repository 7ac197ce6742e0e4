"""A temperature is one that no model takes."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.link import Linked
from ...rule import Rule
from .choices import written

RULE = Rule(
    id="temperature-out-of-range",
    severity="error",
    summary="A temperature is one that no model takes.",
    doc="""\
Options go to the vendor as they are. A `temperature` is a number from 0 to 2 with the vendors of the catalogue, as
their references of chat completions say; some models take less. Beyond it the vendor refuses every request, and no
caller gets an answer.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
services: {llm: {provider: openai, model: gpt-5.4-mini, options: {temperature: 9}}}
start: greet
nodes:
  greet: {type: agent, prompt: Help the caller., next: [{when: The caller is done, to: bye}]}
  bye: {type: end, say: Goodbye.}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
services: {llm: {provider: openai, model: gpt-5.4-mini, options: {temperature: 0.9}}}
start: greet
nodes:
  greet: {type: agent, prompt: Help the caller., next: [{when: The caller is done, to: bye}]}
  bye: {type: end, say: Goodbye.}
""",
)

HIGHEST = 2


def check(linked: Linked) -> Iterator[Diagnostic]:
    for choice in written(linked):
        given = choice.option("temperature") if choice.kind == "llm" and choice.vendor is not None else None
        if given is None:
            continue
        value, span = given
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not 0 <= value <= HIGHEST:
            message = f"`temperature` is a number from 0 to {HIGHEST}, and this is `{span.text}`"
            yield RULE.at(span, message, help="Write `temperature: 0.2` for steady answers, or leave it out.")
