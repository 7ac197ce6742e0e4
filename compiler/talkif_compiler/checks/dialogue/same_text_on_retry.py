"""A caller who was not understood hears the same words again."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from ...diagnostics import Diagnostic, Label
from ...linking.link import Linked
from ...nodes.collect import Collect
from ...nodes.menu import Menu
from ...rule import Rule
from .speech import Line, line_of, normal

RULE = Rule(
    id="same-text-on-retry",
    severity="warning",
    summary="A caller who was not understood hears the same words again.",
    doc="""\
A line of `retries` repeats the question or the line before it, word for word. Who did not know what to answer the first
time does not know it the second time either: say what kind of answer is wanted, or how to give it by keypad. A list
with fewer lines than tries is no finding; its last line is then said again.
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
    ask: "How can I help?"
    retries: {no_input: ["I did not hear you."], no_match: ["How can I help?"]}
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
    ask: "How can I help?"
    retries: {no_input: ["I did not hear you."], no_match: ["In a few words, please, for example: my invoice."]}
    next: [{on: done, to: bye}, {on: gave_up, to: bye}]
  bye: {type: end}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    for node in linked.nodes.values():
        if not isinstance(node, Collect | Menu) or node.retries is None:
            continue
        question = _Said.of(line_of(linked, node.ask))
        for texts in (node.retries.no_input, node.retries.no_match):
            before = question
            for text in texts or ():
                line = _Said.of(line_of(linked, text))
                yield from _judge(question, before, line)
                before = line


class _Said(Struct, frozen=True):
    line: Line
    sound: str
    """Equal for lines that sound the same."""

    @classmethod
    def of(cls, line: Line | None) -> _Said | None:
        return cls(line, normal(line.parsed.content)) if line is not None else None


def _judge(question: _Said | None, before: _Said | None, said: _Said | None) -> Iterator[Diagnostic]:
    for earlier in (question, before):
        if earlier is not None and said is not None and earlier.sound == said.sound:
            what = "the question" if earlier is question else "the line before it"
            label = Label(earlier.line.parsed.text.span, "said before")
            message = f"this repeats {what}: it helps nobody who did not know what to answer"
            yield RULE.at(said.line.parsed.text.span, message, related=(label,))
            return
