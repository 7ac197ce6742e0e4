"""The same words, or words that sound alike, mean two choices."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import combinations

from ...diagnostics import Diagnostic, Label
from ...leaves import Spanned
from ...link import Linked
from ...nodes.menu import Menu
from ...rule import Rule
from .speech import normal

RULE = Rule(
    id="overlapping-choices",
    severity="warning",
    summary="The same words, or words that sound alike, mean two choices.",
    doc="""\
A menu matches what the caller says with `says` of its choices. Where two choices share a phrase, only one of them can
be reached by it; where two phrases differ in a letter or so, recognition decides by chance.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet:
    type: menu
    ask: "Is it about a new or an old order?"
    choices: {fresh: {says: [new, order], to: bye}, old: {says: [old, order], to: bye}}
    next: [{on: no_input, to: bye}, {on: no_match, to: bye}]
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet:
    type: menu
    ask: "Is it about a new or an old order?"
    choices: {fresh: {says: [new, new order], to: bye}, old: {says: [old, old order], to: bye}}
    next: [{on: no_input, to: bye}, {on: no_match, to: bye}]
  bye: {type: end}
""",
)


_ALIKE = 0.88
_SHORTEST = 5
_MOST_PHRASES = 60


def check(linked: Linked) -> Iterator[Diagnostic]:
    for node in linked.nodes.values():
        if not isinstance(node, Menu):
            continue
        phrases = [(str(key), phrase) for key, choice in node.choices.items() for phrase in choice.says or ()]
        for (key, phrase), (other_key, other) in combinations(phrases[:_MOST_PHRASES], 2):
            if key != other_key:
                yield from _compare(key, phrase, other)


def _compare(key: str, phrase: Spanned[str], other: Spanned[str]) -> Iterator[Diagnostic]:
    one, two = normal(phrase.value), normal(other.value)
    label = Label(phrase.span, "here, too")
    if one == two:
        yield RULE.at(other.span, f"`{other.value}` means the choice `{key}` already", related=(label,))
    elif min(len(one), len(two)) >= _SHORTEST and SequenceMatcher(None, one, two).ratio() >= _ALIKE:
        message = f"`{other.value}` sounds like `{phrase.value}` of the choice `{key}`"
        yield RULE.at(other.span, message, related=(label,), help="Choose words that are easy to tell apart.")
