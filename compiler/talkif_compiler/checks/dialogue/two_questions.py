"""Two questions are asked at once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label
from ...linking.link import Linked
from ...nodes.say import Say
from ...rule import Rule
from .questions import asked_in, asked_right_after, questions
from .speech import line_of

RULE = Rule(
    id="two-questions",
    severity="warning",
    summary="Two questions are asked at once.",
    doc="""\
A caller answers one of them, and it is anybody's guess which. The rule looks at questions of `collect` and `menu`, at
greetings of `agent`, and at a `say` that asks something and goes straight on to the next question: `say` does not wait
for an answer. Questions of up to three words count only when they ask what, who, when and the like ("What is it?", but
not "Yes or no?"), and those that only list the answers do not ("Which one? The small, the middle or the large one?").
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {topic: {type: string}}
nodes:
  greet:
    type: collect
    into: topic
    ask: "Which service would you like to book? And on which day?"
    next: [{on: done, to: bye}, {on: gave_up, to: bye}]
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {topic: {type: string}, day: {type: date}}
nodes:
  greet:
    type: collect
    into: topic
    ask: "Which service would you like to book?"
    next: [{on: done, to: ask_day}, {on: gave_up, to: bye}]
  ask_day:
    type: collect
    into: day
    ask: "And on which day?"
    next: [{on: done, to: bye}, {on: gave_up, to: bye}]
  bye: {type: end}
""",
)


#: Between two answers; at the beginning it starts another question.
_OR = re.compile(r"\S\s+(?:or|oder|ou|of|o|u)\s", re.IGNORECASE)


def check(linked: Linked) -> Iterator[Diagnostic]:
    for node in linked.nodes.values():
        if isinstance(node, Say):
            yield from _before_another(linked, node)
            continue
        line = asked_in(linked, node)
        if line is not None and line.heard.count("?") > 1:
            asked = questions(line.heard)
            others = [place for place in asked[1:] if not _OR.search(line.heard, *place)]
            if others:
                label = Label(line.place(*asked[0]), "the first")
                message = "a second question before the first is answered"
                yield RULE.at(line.place(*others[0]), message, related=(label,), help="Ask in two nodes.")


def _before_another(linked: Linked, node: Say) -> Iterator[Diagnostic]:
    others = asked_right_after(linked, node)
    if not others:
        return
    for text in (node.text, *(node.variants or ())):
        line = line_of(linked, text)
        asked = questions(line.heard) if line is not None else []
        if line is not None and asked:
            label = Label(others[0].place(*questions(others[0].heard)[0]), "asked right after it")
            message = "`say` does not wait for an answer, and the next node asks something else"
            yield RULE.at(line.place(*asked[-1]), message, related=(label,), help="Drop one of the two.")
