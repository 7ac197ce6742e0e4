"""More is said after a question, when callers already answer."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label
from ...linking.link import Linked
from ...nodes.say import Say
from ...rule import Rule
from .questions import TONGUES, asked_in, asked_right_after, helps, is_question, questions
from .speech import Line, language, line_of, sentences, words

RULE = Rule(
    id="words-after-question",
    severity="warning",
    summary="More is said after a question, when callers already answer.",
    doc="""\
People answer as soon as a question is over. What follows it is talked over, cuts the answer short, or is never heard.
Say it first and ask last. The rule looks at questions of `collect` and `menu`, at greetings of `agent`, and at a `say`
that asks something and goes on talking, when nobody waits for the answer (English, German, French, Spanish). Help with
the answer may follow ("Please say yes or no", "For example ..."), and so may a few words.
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
    ask: "What is your order number? We need it to find your order in our system."
    next: [{on: done, to: bye}, {on: gave_up, to: bye}]
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {topic: {type: string}}
nodes:
  greet:
    type: collect
    into: topic
    ask: "I need your order number to find your order in our system. What is it?"
    next: [{on: done, to: bye}, {on: gave_up, to: bye}]
  bye: {type: end}
""",
)


_FEWEST_WORDS = 5


def check(linked: Linked) -> Iterator[Diagnostic]:
    tongue = language(linked)
    if tongue not in TONGUES:
        return
    for node in linked.nodes.values():
        line = asked_in(linked, node)
        if line is not None:
            yield from _judge(line, tongue)
        elif isinstance(node, Say) and not asked_right_after(linked, node):
            for text in (node.text, *(node.variants or ())):
                spoken = line_of(linked, text)
                if spoken is not None:
                    yield from _judge_say(spoken, tongue)


def _judge(line: Line, tongue: str) -> Iterator[Diagnostic]:
    rest = _after_last(line.heard, [place for place in sentences(line.heard) if is_question(line.heard[slice(*place)])])
    if rest is not None and _is_much(line.heard[slice(*rest)], tongue):
        message = "callers answer as soon as the question is over, and talk over this"
        yield RULE.at(line.place(*rest), message, help="Say it first, and ask last.")


def _judge_say(line: Line, tongue: str) -> Iterator[Diagnostic]:
    asked = questions(line.heard)
    rest = _after_last(line.heard, asked)
    if rest is not None and _is_much(line.heard[slice(*rest)], tongue):
        label = Label(line.place(*rest), "said while callers answer")
        message = "`say` does not wait for an answer, and goes on talking"
        advice = "Ask in a node that waits, such as `collect`, or make it a statement."
        yield RULE.at(line.place(*asked[-1]), message, related=(label,), help=advice)


def _after_last(heard: str, asked: list[tuple[int, int]]) -> tuple[int, int] | None:
    """Place of what is said after the last of the questions."""
    places = sentences(heard)
    if not asked or asked[-1] == places[-1]:
        return None
    return places[places.index(asked[-1]) + 1][0], places[-1][1]


def _is_much(rest: str, tongue: str) -> bool:
    return len(words(rest)) >= _FEWEST_WORDS and not helps(rest, tongue)
