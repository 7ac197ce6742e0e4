"""Values that a template prints, rather than only asks about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from ...fields.leaves import Text
from ...linking.analysis import Analysis
from ...linking.link import Linked
from ...linking.parsed_text import ParsedText
from ...scope import Reference
from ...source import Span
from ...templates import ParsedTemplate
from ...templates.nodes import Block, Call, Expr, Inline, Output, Partial, Path, Statement

#: Helpers whose result says no more than whether, or how many.
_TELLING_LITTLE = frozenset({"eq", "ne", "gt", "gte", "lt", "lte", "not", "plural"})


class Printed(Struct, frozen=True):
    path: tuple[str, ...]
    """From the namespace on: ("vars", "order", "total")."""
    text: Text
    written: ParsedText
    """Where it is printed: the text itself, or a partial that it leads to."""
    tag: tuple[int, int]
    """Place of the tag, in characters of the content."""
    helpers: frozenset[str]
    """Helpers that the value goes through."""
    at: tuple[int, int]
    """Place of the name, in characters of the content."""

    @property
    def content(self) -> str:
        return self.written.content

    @property
    def span(self) -> Span:
        return self.written.place(*self.at)


def printed(linked: Linked) -> tuple[Printed, ...]:
    """Of every template of the flow, and of the partials that it leads to."""
    return linked.once(_printed)


def _printed(linked: Linked) -> tuple[Printed, ...]:
    return tuple(_of_analyses(linked))


def _of_analyses(linked: Linked) -> Iterator[Printed]:
    for analysis in linked.analyses:
        leaf = analysis.use.leaf
        text = analysis.text if analysis.references else None
        if text is not None and isinstance(leaf, Text) and isinstance(text.parsed, ParsedTemplate):
            yield from _in(analysis, leaf, text, text.parsed)


def _in(analysis: Analysis, leaf: Text, written: ParsedText, parsed: ParsedTemplate) -> Iterator[Printed]:
    references: dict[tuple[int, int], Reference] = {(found.start, found.end): found for found in analysis.references}
    for output in _outputs(parsed.body):
        for path, helpers in _paths(output.expr, frozenset()):
            found = references.get((path.start, path.end))
            if found is not None:
                tag = (output.start, output.end)
                yield Printed(found.path, leaf, written, tag, helpers, (path.start, path.end))


def _outputs(statements: Sequence[Statement]) -> Iterator[Output]:
    for statement in statements:
        if isinstance(statement, Output):
            yield statement
        elif isinstance(statement, Block):
            yield from _outputs(statement.body)
            yield from _outputs(statement.inverse)
        elif isinstance(statement, Partial | Inline):
            yield from _outputs(statement.body or ())


def _paths(expr: Expr, helpers: frozenset[str]) -> Iterator[tuple[Path, frozenset[str]]]:
    if isinstance(expr, Path):
        yield expr, helpers
    elif isinstance(expr, Call):
        name = ".".join(expr.name.segments)
        if name not in _TELLING_LITTLE:
            for arg in (*expr.args, *(value for _, value in expr.options)):
                yield from _paths(arg, helpers | {name})
