"""Which of its declared names a flow reads and fills anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from msgspec import Struct

from ...fields.leaves import Formula, Key
from ...limits import MAX_FINDINGS_PER_RULE
from ...linking.link import Linked
from ...nodes.agent import Agent
from ...nodes.collect import Collect
from ...nodes.extract import Extract
from ...scope import TAKEN
from ...source import Span
from ...suggest import nearest
from ...templates import ParsedTemplate

_WORD = re.compile(r"\w+")


class Reads(Struct, frozen=True):
    variables: frozenset[str]
    inputs: frozenset[str]
    unknown: frozenset[str]
    """What is read, and is not declared."""


def reads_of(linked: Linked) -> Reads:
    """In doubt, a name is read: with a mistake in a template, all words of the template count as names."""
    return linked.once(_reads)


def _reads(linked: Linked) -> Reads:
    paths = {reference.path for analysis in linked.analyses for reference in analysis.references}
    unknown = {
        word
        for analysis in linked.analyses
        for problem in analysis.problems
        if problem.rule == "undefined-variable"
        for word in _WORD.findall(problem.span.text)
    }
    words = {word for text in _unclear(linked) for word in _WORD.findall(text)}
    return Reads(
        _among(linked.scope.variables, "vars", paths, words),
        _among(linked.scope.inputs, "inputs", paths, words),
        frozenset(unknown),
    )


class Written(NamedTuple):
    """A variable where it is filled."""

    name: str
    span: Span
    is_said: bool
    """With something that the caller has said."""


def written_names(linked: Linked) -> tuple[Written, ...]:
    """In the order of nodes, then those of handlers."""
    return linked.once(_written_names)


def _written_names(linked: Linked) -> tuple[Written, ...]:
    return tuple(_written(linked))


def _written(linked: Linked) -> Iterator[Written]:
    for node in linked.nodes.values():
        is_said = isinstance(node, Collect | Agent | Extract)
        for written in node.written():
            yield Written(str(written) if isinstance(written, Key) else written.value, written.span, is_said)
        for edge in node.next:
            yield from (Written(str(key), key.span, False) for key in edge.set or {})
    for handler in linked.handlers:
        yield from (Written(str(key), key.span, False) for key in handler.set or {})


def filled_by_mistake(linked: Linked) -> set[str]:
    """Variables that are filled under a misspelt name, which is a finding of its own."""
    declared = linked.scope.variables
    filled = {written.name for written in written_names(linked)}
    unknown = sorted(filled - declared.keys())[:MAX_FINDINGS_PER_RULE]
    meant = {nearest(name, declared) for name in unknown}
    if None in meant:
        # It is like no other name, so any that nothing fills may be meant.
        meant |= declared.keys() - filled
    return {name for name in meant if name is not None}


def _among(names: Iterable[str], namespace: str, paths: set[tuple[str, ...]], words: set[str]) -> frozenset[str]:
    if (namespace,) in paths:
        return frozenset(names)
    # A name that hides a namespace is read wherever either is.
    read = {path[1] for path in paths if path[0] == namespace and len(path) > 1} | TAKEN
    return frozenset(name for name in names if name in read or name in words)


def _unclear(linked: Linked) -> Iterator[str]:
    """Texts of which the names are not known."""
    for analysis in linked.analyses:
        leaf = analysis.use.leaf
        if analysis.problems:
            yield leaf.source if isinstance(leaf, Formula) else linked.texts[leaf].content
    for text in linked.texts.values():
        if not isinstance(text.parsed, ParsedTemplate):
            yield text.content
    for partial in linked.partials.values():
        yield partial.text
