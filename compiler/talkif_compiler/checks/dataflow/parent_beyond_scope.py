"""`../` leads out of the template."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.link import Linked
from ...rule import Rule
from .analysed import of_rule

RULE = Rule(
    id="parent-beyond-scope",
    severity="error",
    summary="`../` leads out of the template.",
    doc="""\
Each `../` leaves one `each` or `with`; `if` is none. Where there is nothing left to leave, the name renders to
nothing, and the caller hears a gap.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
inputs: {name: {type: string, required: true}}
nodes:
  greet: {type: say, text: "Hello{{#if contact.firstName}} {{../name}}{{/if}}.", next: bye}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
inputs: {name: {type: string, required: true}}
nodes:
  greet: {type: say, text: "Hello{{#if contact.firstName}} {{name}}{{/if}}.", next: bye}
  bye: {type: end}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    return of_rule(RULE, linked)
