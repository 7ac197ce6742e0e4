"""Where a flow tells callers that they are recorded, and that they speak with a machine."""

from __future__ import annotations

from collections.abc import Iterator

from ...fields.edges import EdgeFields
from ...fields.leaves import Text
from ...linking.link import Linked
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
from ...notices import Notice
from ...templates import ParsedTemplate
from .speech import VALUE, Line, language, line_of, sentences
from .ways import Reach

LANGUAGES = frozenset({"en", "de", "fr", "es", "it", "pt", "nl"})
"""Those in which the words are known."""


def speaks_a_known_language(linked: Linked) -> bool:
    return language(linked) in LANGUAGES


def notice_in(heard: str, notice: Notice) -> tuple[int, int] | None:
    """Place of the first sentence that says so."""
    if notice.words.search(heard) is None:
        return None
    return next(((start, end) for start, end in sentences(heard) if notice.is_in(heard[start:end])), None)


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


def ways_untold(linked: Linked, notice: Notice) -> Reach:
    """Where calls can get before anything has said so."""
    prompted = _instructs(linked, linked.flow.prompt, notice)
    telling = {
        node_id
        for node_id, node in linked.nodes.items()
        if (prompted and isinstance(node, Agent)) or _may_give_notice(linked, node, notice)
    }

    def tells(edge: EdgeFields | None) -> bool:
        line = line_of(linked, edge.say) if edge is not None else None
        return line is not None and _may_say(line, notice)

    return Reach(linked, telling, tells)


def _may_give_notice(linked: Linked, node: NodeFields, notice: Notice) -> bool:
    """True unless it is known that the node does not say so.

    A played recording, another flow, a printed value and a partial may say anything; a model says what it is told.
    """
    if isinstance(node, Play | Subflow | Jump) or (isinstance(node, Agent) and _instructs(linked, node.prompt, notice)):
        return True
    return any(_may_say(line, notice) for line in opening_lines(linked, node))


def _instructs(linked: Linked, prompt: Text | None, notice: Notice) -> bool:
    text = linked.texts.get(prompt) if prompt is not None else None
    return text is not None and notice_in(text.content, notice) is not None


def _may_say(line: Line, notice: Notice) -> bool:
    if notice_in(line.heard, notice) is not None or "{{>" in line.parsed.content or "{{#>" in line.parsed.content:
        return True
    is_template = isinstance(line.parsed.parsed, ParsedTemplate)
    return not is_template or not line.heard.replace(VALUE, "").strip(" \n.!?,")
