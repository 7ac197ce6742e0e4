"""The prompts of a flow: their words without tags, their places, and about how many tokens they are.

Counting exactly would need each vendor's own vocabulary. Four letters of Latin script are about one token, two of
other alphabets, one of Chinese, Japanese or Korean; a tag is taken for a few words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from ...fields.leaves import Text
from ...linking.link import Linked
from ...linking.parsed_text import ParsedText
from ...source import Span
from ...templates import ParsedTemplate
from ...templates.nodes import Block, Literal, Output, Partial, Statement
from ...templates.nodes import Text as Words

TAG_TOKENS = 8
_WIDE = re.compile("[\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff]")
_ALPHABETS = re.compile("[\u0370-\u2e7f]")
_NO_LINE_END = re.compile(r"[^\n]")


class PromptText(Struct, frozen=True, dict=True):
    """Its words and their number are worked out when they are asked for."""

    leaf: Text
    node_id: str | None
    """None for the flow's own."""
    text: ParsedText
    body: tuple[Statement, ...]
    partials: Mapping[str, ParsedTemplate]

    @cached_property
    def words(self) -> str:
        """As long as the content; all that is no text is blank, so that offsets hold."""
        return _words(self.text.content, self.body)

    @cached_property
    def tokens(self) -> int:
        return _Counter(self.partials).count(self.text.content, self.body)

    def tokens_before(self, offset: int) -> int:
        """Of what stands before an offset of the content, partials included."""
        before = [statement for statement in self.body if statement.end <= offset]
        return _Counter(self.partials).count(self.text.content, before)

    def place(self, start: int, end: int) -> Span:
        return self.text.place(start, end)

    @property
    def beginning(self) -> Span:
        """The first words: underlining a whole prompt would show nothing."""
        line = re.search(r"\S(?:[^\n.!?]{0,60}(?!\w))?", self.text.content)
        return self.place(line.start(), line.end()) if line else self.leaf.span


def prompts(linked: Linked) -> Iterator[PromptText]:
    """That of the flow first, then those of the nodes, in their order."""
    own = of_flow(linked)
    if own is not None:
        yield own
    for found in linked.once(_of_nodes).values():
        yield from found


def of_node(linked: Linked, node_id: str) -> Sequence[PromptText]:
    return linked.once(_of_nodes)[node_id]


def _of_nodes(linked: Linked) -> dict[str, list[PromptText]]:
    found: dict[str, list[PromptText]] = {node_id: [] for node_id in linked.nodes}
    for use in linked.uses:
        if isinstance(use.leaf, Text) and use.leaf.use == "prompt" and use.leaf is not linked.flow.prompt:
            for node_id in use.vertices:
                found[node_id] += _read(linked, use.leaf, node_id)
    return found


def of_flow(linked: Linked) -> PromptText | None:
    return linked.once(_of_flow)


def _of_flow(linked: Linked) -> PromptText | None:
    return next(_read(linked, linked.flow.prompt, None), None) if linked.flow.prompt is not None else None


def tokens_of(words: str) -> int:
    if words.isascii():
        return (len(words) + 3) // 4
    wide = len(_WIDE.findall(words))
    other = len(_ALPHABETS.findall(words))
    return wide + (other + 1) // 2 + (len(words) - wide - other + 3) // 4


def _read(linked: Linked, leaf: Text, node_id: str | None) -> Iterator[PromptText]:
    text = linked.texts.get(leaf)
    if text is not None and isinstance(text.parsed, ParsedTemplate):
        yield PromptText(leaf, node_id, text, tuple(text.parsed.body), linked.partials)


def _words(content: str, body: Iterable[Statement]) -> str:
    pieces = []
    end = 0
    for words in _texts(body):
        pieces += [_NO_LINE_END.sub(" ", content[end : words.start]), content[words.start : words.end]]
        end = words.end
    return "".join([*pieces, _NO_LINE_END.sub(" ", content[end:])])


def _texts(body: Iterable[Statement]) -> Iterator[Words]:
    for statement in body:
        if isinstance(statement, Words):
            yield statement
        elif isinstance(statement, Block):
            yield from _texts(statement.body)
            yield from _texts(statement.inverse)


class _Counter:
    """Counts each partial once, however often it is called."""

    def __init__(self, partials: Mapping[str, ParsedTemplate]) -> None:
        self._partials = partials
        self._counts: dict[str, int] = {}

    def count(self, content: str, body: Iterable[Statement]) -> int:
        """Of a block, the longer side counts; of a list, one round."""
        total = 0
        for statement in body:
            if isinstance(statement, Words):
                total += tokens_of(content[statement.start : statement.end])
            elif isinstance(statement, Output):
                total += TAG_TOKENS
            elif isinstance(statement, Block):
                total += max(self.count(content, side) for side in (statement.body, statement.inverse))
            elif isinstance(statement, Partial):
                total += self._partial(statement)
        return total

    def _partial(self, partial: Partial) -> int:
        name = str(partial.name.value) if isinstance(partial.name, Literal) else ""
        template = self._partials.get(name)
        if template is None:
            return TAG_TOKENS
        if name not in self._counts:
            self._counts[name] = 0
            self._counts[name] = self.count(template.text, template.body)
        return self._counts[name]
