"""A template uses a value as something that it is not."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.link import Linked
from ...rule import Rule
from .analysed import of_rule

RULE = Rule(
    id="template-type",
    severity="error",
    summary="A template uses a value as something that it is not.",
    doc="""\
`each` over a text, or a field of a number, renders to nothing: the caller hears half a sentence.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: "Hello {{#each account.name}}{{this}}{{/each}}.", next: bye}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: "Hello {{account.name}}.", next: bye}
  bye: {type: end}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    return of_rule(RULE, linked)
