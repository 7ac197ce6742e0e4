"""Linked flow and findings to a picture. What could not be read is drawn as far as its text tells what it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from msgspec import Struct

from ..diagnostics import Diagnostic
from ..fields.leaves import Key, Spanned, Text
from ..linking.link import Linked
from ..linking.walk import leaves
from ..syntax.document import Scalar, Value
from .facts import FactReader, child
from .family import family_of
from .findings import Findings
from .picture import HANDLERS, IDLE, START, Facts, Picture, PictureEdge, PictureNode, key_of, missing_key
from .ways import condition_of, place_of, raw_ways, written_ways
from .wording import ID_MAX, SAYS_MAX, cut

_SUBJECTS = ("into", "flow", "outcome", "schedule", "url", "for", "digits", "to", "on", "action", "reason")
"""Keys that say what a node is about, the most telling first. Before them comes the key named like the type."""


def draw(linked: Linked, diagnostics: Iterable[Diagnostic]) -> Picture:
    return _Drawing(linked, Findings.sort(diagnostics, linked.flow.mapping.span.file)).picture()


class _Drawing(Struct, dict=True):
    linked: Linked
    findings: Findings

    @cached_property
    def facts(self) -> FactReader:
        return FactReader(self.linked.sources)

    @cached_property
    def written(self) -> Value | None:
        """The section `nodes` of the document."""
        return child(self.linked.flow.mapping, "nodes")

    def picture(self) -> Picture:
        nodes = [self._node(node_id) for node_id in self.linked.flow.nodes]
        edges = [*self._marked_edges(), *(edge for node_id in self.linked.flow.nodes for edge in self._edges(node_id))]
        known = {node.key for node in nodes}
        marks = {edge.origin for edge in edges} - known
        missing = {edge.target: None for edge in edges if edge.target not in known}
        return Picture(
            flow=cut(self.linked.flow.id, ID_MAX),
            nodes=(*self._marks(marks), *nodes, *map(_missing, missing)),
            edges=tuple(edges),
            facts=self.facts.sections(self.linked.flow.mapping, without=("schema", "nodes", "handlers", "start")),
            notes=self.findings.notes(),
        )

    def _marks(self, used: set[str]) -> Iterator[PictureNode]:
        for key, text in ((START, "start"), (HANDLERS, "in any node"), (IDLE, "when idle")):
            if key in used:
                severity, rules = self.findings.of(key)
                yield PictureNode(key, text, "mark", severity=severity, rules=rules)

    def _node(self, node_id: Key) -> PictureNode:
        graph = self.linked.graph
        raw = child(self.written, str(node_id))
        type_name = _text(child(raw, "type"))
        severity, rules = self.findings.of(key_of(str(node_id)))
        is_vertex = str(node_id) in graph.links
        return PictureNode(
            key=key_of(str(node_id)),
            id=cut(node_id, ID_MAX),
            family=family_of(type_name),
            type=cut(type_name, ID_MAX),
            subject=cut(self._subject(raw, type_name), ID_MAX // 2),
            says=cut(self._says(node_id), SAYS_MAX),
            place=place_of(node_id.span),
            severity=severity,
            rules=rules,
            is_unreachable=is_vertex and str(node_id) not in graph.reachable,
            is_dead_end="dead-end" in rules,
            facts=self._node_facts(raw),
        )

    def _subject(self, raw: Value | None, type_name: str) -> str:
        return next((text for key in (type_name, *_SUBJECTS) if key != "type" and (text := _text(child(raw, key)))), "")

    def _says(self, node_id: str) -> str:
        """The first speech in the node, else the first prompt."""
        found = [leaf for leaf in leaves(self.linked.flow.nodes.get(Key(node_id))) if isinstance(leaf, Text)]
        for use in ("speech", "prompt"):
            for text in found:
                if text.use == use:
                    parsed = self.linked.texts.get(text)
                    return parsed.content if parsed is not None else text.scalar.text
        return ""

    def _node_facts(self, raw: Value | None) -> Facts:
        return self.facts.facts(raw, without=("next",)) if raw is not None else ()

    def _edges(self, node_id: str) -> Iterator[PictureEdge]:
        node = self.linked.flow.nodes[Key(node_id)]
        raw = child(self.written, node_id)
        if node is not None:
            yield from written_ways(node, key_of(node_id), self._target, self.facts)
        elif raw is not None:
            yield from raw_ways(raw, key_of(node_id), self._target)

    def _marked_edges(self) -> Iterator[PictureEdge]:
        flow = self.linked.flow
        if flow.start is not None:
            yield PictureEdge(START, self._target(flow.start), "start", place=place_of(flow.start.span))
        for handler in self.linked.handlers:
            yield PictureEdge(
                HANDLERS,
                self._target(handler.target),
                handler.kind,
                condition=condition_of(handler),
                is_dotted=True,
                returns=handler.returns,
                place=place_of(handler.place),
                facts=self.facts.facts(handler.mapping, without=(*handler.DECIDERS, "to")),
            )
        if flow.settings is not None and flow.settings.idle is not None:
            idle = flow.settings.idle
            after = _text(child(idle.mapping, "after"))
            target = self._target(idle.then)
            yield PictureEdge(IDLE, target, "idle", after, is_dotted=True, place=place_of(idle.then.span))

    def _target(self, target: Spanned[str]) -> str:
        return key_of(target.value) if target.value in self.linked.flow.nodes else missing_key(target.value)


def _missing(key: str) -> PictureNode:
    return PictureNode(key, cut(key.removeprefix(missing_key("")), ID_MAX), "missing", "there is no such node")


def _text(value: Value | None) -> str:
    return value.text if isinstance(value, Scalar) and value.value is not None else ""
