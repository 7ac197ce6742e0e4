"""More is said after a question, when callers already answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...link import Linked
from ...nodes.agent import Agent
from ...nodes.collect import Collect
from ...nodes.menu import Menu
from ...rule import Rule
from .speech import Line, is_english, line_of, sentences, words

RULE = Rule(
    id="words-after-question",
    severity="warning",
    summary="More is said after a question, when callers already answer.",
    doc="""\
People answer as soon as a question is over. What follows it is talked over, cuts the answer short, or is never heard.
Say it first and ask last. The rule looks at questions of `collect` and `menu` and at greetings of `agent`, in English.
Help with the answer may follow ("Please say yes or no", "For example ..."), and so may a few words.
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
_HELP = re.compile(
    r"\b(?:say|press|enter|type|key|dial|tell|speak|spell|answer|choose|pick|reply|example|instance|digits?|or|please)\b"
    r"|\bsuch as\b|\blike\b|\byou can\b|\byou may\b",
    re.IGNORECASE,
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    if not is_english(linked):
        return
    for node in linked.nodes.values():
        text = node.ask if isinstance(node, Collect | Menu) else node.greeting if isinstance(node, Agent) else None
        line = line_of(linked, text)
        if line is not None:
            yield from _judge(line)


def _judge(line: Line) -> Iterator[Diagnostic]:
    places = sentences(line.heard)
    asked = [index for index, (start, end) in enumerate(places) if line.heard[start:end].rstrip().endswith("?")]
    if not asked or asked[-1] == len(places) - 1:
        return
    start, end = places[asked[-1] + 1][0], places[-1][1]
    rest = line.heard[start:end]
    if len(words(rest)) >= _FEWEST_WORDS and not _HELP.search(rest):
        message = "callers answer as soon as the question is over, and talk over this"
        yield RULE.at(line.place(start, end), message, help="Say it first, and ask last.")
