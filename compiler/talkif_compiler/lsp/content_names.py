"""The names in one template or formula, part by part, each with its place in the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TypeAlias

from talkif_schemas.conditions import paths
from talkif_schemas.types import TypeSpec

from .. import templates
from ..linking.parsed_text import parse_template
from ..scope import Scope
from ..source import Span
from ..templates import ParsedTemplate, TemplateSyntaxError

Place: TypeAlias = Callable[[int, int], Span]
"""Offsets in the text -> place in the file."""
Name: TypeAlias = tuple[tuple[str, ...], int, int]
"""(full path up to this part, start of the part, its end)"""

_SEGMENT = re.compile(r"\[(?P<inner>[^\]]*)\]|[^./\[\]\s]+")
_PART = re.compile(r"\w+")


def template_names(content: str, scope: Scope) -> Iterator[Name]:
    """Nothing of a template that does not parse."""
    if "{{" not in content:
        return
    parsed = parsed_template(content)
    if not isinstance(parsed, ParsedTemplate):
        return
    for reference in templates.analyse(parsed, scope).references:
        parts = [
            (reference.start + match.start("inner"), reference.start + match.end("inner"))
            if match["inner"] is not None
            else (reference.start + match.start(), reference.start + match.end())
            for match in _SEGMENT.finditer(content[reference.start : reference.end])
            if not match[0].startswith("@")
        ]
        # `this` may lead the path, and a bare name stands for one of the variables or inputs.
        parts = parts[-len(reference.path) :]
        lead = len(reference.path) - len(parts)
        for index, (start, end) in enumerate(parts):
            yield reference.path[: lead + index + 1], start, end


def block_names(content: str, scope: Scope) -> Iterator[tuple[str, TypeSpec, int, int]]:
    """(name as it is written, type, start, end) of what belongs to a block: its parameters, and what it is about."""
    parsed = parsed_template(content) if "{{" in content else None
    if isinstance(parsed, ParsedTemplate):
        for path, spec in templates.analyse(parsed, scope).own:
            yield content[path.start : path.end], spec, path.start, path.end


def formula_names(source: str, scope: Scope) -> Iterator[Name]:
    roots = scope.roots()
    for use in paths(source):
        if use.parts[0] in roots:
            for index, match in enumerate(_PART.finditer(source, use.start, use.end)):
                yield use.parts[: index + 1], match.start(), match.end()


@lru_cache(maxsize=2000)
def parsed_template(content: str) -> ParsedTemplate | TemplateSyntaxError:
    return parse_template(content)
