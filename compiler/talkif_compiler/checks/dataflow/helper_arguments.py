"""A helper is given values that it does not take."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.link import Linked
from ...rule import Rule
from .analysed import of_rule

RULE = Rule(
    id="helper-arguments",
    severity="error",
    summary="A helper is given values that it does not take.",
    doc="""\
A helper with too few or too many values, or an option that it does not have, renders something else than its author
meant.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: "Hello {{default contact.firstName}}.", next: bye}
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
    return of_rule(RULE, linked)
