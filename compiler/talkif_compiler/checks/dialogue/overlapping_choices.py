"""The same words, or words that sound alike, mean two choices."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import chain, combinations, islice

from ...diagnostics import Diagnostic, Label
from ...fields.leaves import Spanned
from ...linking.link import Linked
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
_LONGEST = 60
_MOST_PAIRS = 50_000
"""In one flow. A hostile one could ask for many millions."""


def check(linked: Linked) -> Iterator[Diagnostic]:
    menus = (node for node in linked.nodes.values() if isinstance(node, Menu))
    for key, phrase, other in islice(chain.from_iterable(map(_pairs, menus)), _MOST_PAIRS):
        yield from _compare(key, phrase, other)


def _pairs(node: Menu) -> Iterator[tuple[str, Spanned[str], Spanned[str]]]:
    """(choice, its phrase, a phrase of a later choice)"""
    phrases = [(str(key), phrase) for key, choice in node.choices.items() for phrase in choice.says or ()]
    for (key, phrase), (other_key, other) in combinations(phrases, 2):
        if key != other_key:
            yield key, phrase, other


def _compare(key: str, phrase: Spanned[str], other: Spanned[str]) -> Iterator[Diagnostic]:
    one, two = normal(phrase.value), normal(other.value)
    label = Label(phrase.span, "here, too")
    if one == two:
        yield RULE.at(other.span, f"`{other.value}` means the choice `{key}` already", related=(label,))
    elif _sound_alike(one, two):
        message = f"`{other.value}` sounds like `{phrase.value}` of the choice `{key}`"
        yield RULE.at(other.span, message, related=(label,), help="Choose words that are easy to tell apart.")


def _sound_alike(one: str, two: str) -> bool:
    if not _SHORTEST <= min(len(one), len(two)) <= max(len(one), len(two)) <= _LONGEST:
        return False
    matcher = SequenceMatcher(None, one, two)
    # The first two are bounds, and cost much less.
    return min(matcher.real_quick_ratio(), matcher.quick_ratio()) >= _ALIKE and matcher.ratio() >= _ALIKE
