"""A template uses a helper that does not exist."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.link import Linked
from ...rule import Rule
from .analysed import of_rule

RULE = Rule(
    id="unknown-helper",
    severity="error",
    summary="A template uses a helper that does not exist.",
    doc="""\
A helper that the runtime does not know cannot be rendered, so the line would never be spoken.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: "Hello {{uper account.name}}.", next: bye}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: "Hello {{upper account.name}}.", next: bye}
  bye: {type: end}
""",
    required=True,
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    return of_rule(RULE, linked)
