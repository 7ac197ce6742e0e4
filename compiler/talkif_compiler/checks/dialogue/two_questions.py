"""Two questions are asked at once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label
from ...link import Linked
from ...nodes.agent import Agent
from ...nodes.collect import Collect
from ...nodes.menu import Menu
from ...nodes.say import Say
from ...rule import Rule
from .speech import Line, line_of, sentences, words

RULE = Rule(
    id="two-questions",
    severity="warning",
    summary="Two questions are asked at once.",
    doc="""\
A caller answers one of them, and it is anybody's guess which. The rule looks at questions of `collect` and `menu`, at
greetings of `agent`, and at a `say` that asks something and goes straight on to the next question: `say` does not wait
for an answer. Questions of up to three words do not count ("Yes or no?"), nor do those that only list the answers
("Which one? The small, the middle or the large one?").
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


_FEWEST_WORDS = 4
#: Between two answers; at the beginning it starts another question.
_OR = re.compile(r"\S\s+(?:or|oder|ou|of)\s", re.IGNORECASE)


def check(linked: Linked) -> Iterator[Diagnostic]:
    for node in linked.nodes.values():
        if isinstance(node, Say):
            yield from _before_another(linked, node)
            continue
        line = _question_of(linked, node)
        if line is not None and line.heard.count("?") > 1:
            asked = _questions(line)
            others = [place for place in asked[1:] if not _OR.search(line.heard, *place)]
            if others:
                label = Label(line.place(*asked[0]), "the first")
                message = "a second question before the first is answered"
                yield RULE.at(line.place(*others[0]), message, related=(label,), help="Ask in two nodes.")


def _before_another(linked: Linked, node: Say) -> Iterator[Diagnostic]:
    for text in (node.text, *(node.variants or ())):
        line = line_of(linked, text)
        asked = _questions(line) if line is not None else []
        if not asked:
            continue
        following = [linked.nodes.get(linked.graph.resolve(edge.target)) for edge in node.next]
        others = [line for line in (_question_of(linked, other) for other in following) if line and _questions(line)]
        if line is not None and asked and others:
            label = Label(others[0].place(*_questions(others[0])[0]), "asked right after it")
            message = "`say` does not wait for an answer, and the next node asks something else"
            yield RULE.at(line.place(*asked[-1]), message, related=(label,), help="Drop one of the two.")


def _question_of(linked: Linked, node: object) -> Line | None:
    if isinstance(node, Collect | Menu):
        return line_of(linked, node.ask)
    return line_of(linked, node.greeting) if isinstance(node, Agent) else None


def _questions(line: Line) -> list[tuple[int, int]]:
    if "?" not in line.heard:
        return []
    return [
        (start, end)
        for start, end in sentences(line.heard)
        if line.heard[start:end].endswith("?") and len(words(line.heard[start:end])) >= _FEWEST_WORDS
    ]
