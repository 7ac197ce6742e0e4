"""Words by which a flow tells callers that they are recorded, and that they speak with a machine."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...edges import EdgeFields
from ...leaves import Text
from ...link import Linked
from ...nodes.agent import Agent
from ...nodes.collect import Collect
from ...nodes.fields import NodeFields
from ...nodes.http import Http
from ...nodes.jump import Jump
from ...nodes.menu import Menu
from ...nodes.play import Play
from ...nodes.say import Say
from ...nodes.subflow import Subflow
from ...nodes.tool import Tool
from ...templates import ParsedTemplate
from .speech import VALUE, Line, language, line_of, sentences
from .ways import Reach

RECORDED = re.compile(
    r"""
      \b(?:call|conversation|line|phone)s?\b.{0,200}\brecord(?:ed|ing)?\b
    | \brecord(?:ed|ing)?\b.{0,200}\b(?:call|conversation|line)s?\b
    | \b(?:is|are|be|being)\ recorded\b
    | aufgezeichnet|aufgenommen|mitgeschnitten|aufzeichn      # German
    | \benregistr | \bgraba | \bgravad | \bgravaç | \bregistrat | \bregistraz | \bopgenomen\b | \bopname
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)

MACHINE = re.compile(
    r"""
      \b(?:AI|A\.I\.|KI|IA|robot|bot|computer|machine)\b
    | \bartific | \bkünstlich | \bkunstmatig | \bautomat | \bgeautomatiseerd | \bvirtu | \bdigital
    | \bassist | \basist | \bcomputeri[sz]ed\b
    """,
    re.IGNORECASE | re.VERBOSE,
)

LANGUAGES = frozenset({"en", "de", "fr", "es", "it", "pt", "nl"})
"""Those in which the words are known."""


def speaks_a_known_language(linked: Linked) -> bool:
    return language(linked) in LANGUAGES


def notice_in(heard: str, words: re.Pattern[str]) -> tuple[int, int] | None:
    """Place of the first sentence with one of the words."""
    if words.search(heard) is None:
        return None
    return next(((start, end) for start, end in sentences(heard) if words.search(heard, start, end)), None)


def opening_lines(linked: Linked, node: NodeFields) -> Iterator[Line]:
    """What a node says, all of it before the caller answers."""
    for text in _openings(node):
        line = line_of(linked, text)
        if line is not None:
            yield line


def _openings(node: NodeFields) -> tuple[Text | None, ...]:
    match node:
        case Say():
            return (node.text, *(node.variants or ()))
        case Collect() | Menu():
            return (node.ask,)
        case Agent():
            return (node.greeting,)
        case Tool() | Http():
            return (node.say,)
    return ()


def may_give_notice(linked: Linked, node: NodeFields, words: re.Pattern[str]) -> bool:
    """True unless it is known that the node does not say so.

    A played recording, another flow, a printed value and a partial may say anything; a model says what it is told.
    """
    if isinstance(node, Play | Subflow | Jump):
        return True
    if isinstance(node, Agent) and any(words.search(text) for text in _instructions(linked, node)):
        return True
    return any(_may_say(line, words) for line in opening_lines(linked, node))


def ways_untold(linked: Linked, words: re.Pattern[str]) -> Reach:
    """Where calls can get before anything has said so."""
    telling = {node_id for node_id, node in linked.nodes.items() if may_give_notice(linked, node, words)}

    def tells(edge: EdgeFields | None) -> bool:
        line = line_of(linked, edge.say) if edge is not None else None
        return line is not None and _may_say(line, words)

    return Reach(linked, telling, tells)


def _instructions(linked: Linked, node: Agent) -> Iterator[str]:
    for prompt in (linked.flow.prompt, node.prompt):
        text = linked.texts.get(prompt) if prompt is not None else None
        if text is not None:
            yield text.content


def _may_say(line: Line, words: re.Pattern[str]) -> bool:
    if notice_in(line.heard, words) is not None or "{{>" in line.parsed.content or "{{#>" in line.parsed.content:
        return True
    is_template = isinstance(line.parsed.parsed, ParsedTemplate)
    return not is_template or not line.heard.replace(VALUE, "").strip(" \n.!?,")
