"""A template with its partials is more than a call can render."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.link import Linked
from ...rule import Rule
from ..known import expansion_of
from ..written import spans_of

RULE = Rule(
    id="template-too-large",
    severity="error",
    summary="A template with its partials is more than can be rendered.",
    doc="""\
A rendering is bounded, because it happens while a caller waits: 50,000 steps, 200,000 characters, 100 blocks and
partials inside each other. Partials that contain each other many times over get there fast: if each contains the next
one twice, sixteen of them are enough. The runtime then stops and says nothing at all. What partials come to is counted;
of the branches of an `if` the larger one counts, and of a loop one round.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: "{{> house}}", next: bye}
  bye: {type: end}
# --- prompts/house.md ---
{{> rooms}}{{> rooms}}{{> rooms}}{{> rooms}}{{> rooms}}{{> rooms}}
{{> rooms}}{{> rooms}}{{> rooms}}{{> rooms}}{{> rooms}}
# --- prompts/rooms.md ---
{{> rules}}{{> rules}}{{> rules}}{{> rules}}{{> rules}}{{> rules}}
{{> rules}}{{> rules}}{{> rules}}{{> rules}}{{> rules}}
# --- prompts/rules.md ---
{{> manners}}{{> manners}}{{> manners}}{{> manners}}{{> manners}}{{> manners}}
{{> manners}}{{> manners}}{{> manners}}{{> manners}}{{> manners}}
# --- prompts/manners.md ---
{{> tone}}{{> tone}}{{> tone}}{{> tone}}{{> tone}}{{> tone}}
{{> tone}}{{> tone}}{{> tone}}{{> tone}}{{> tone}}
# --- prompts/tone.md ---
{{account.name}} {{account.name}} {{account.name}} {{account.name}} {{account.name}} {{account.name}}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: "{{> house}}", next: bye}
  bye: {type: end}
# --- prompts/house.md ---
{{> rooms}}
# --- prompts/rooms.md ---
{{> rules}}
# --- prompts/rules.md ---
{{> manners}}
# --- prompts/manners.md ---
{{> tone}}
# --- prompts/tone.md ---
{{account.name}} is brief.
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    for place, limit in linked.once(expansion_of).excesses:
        for span in spans_of(linked, place):
            yield RULE.at(span, f"with its partials this takes more than {limit}")
