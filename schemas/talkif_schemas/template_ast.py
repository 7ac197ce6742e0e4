"""Parsed Handlebars as JSON: what the compiler's parser writes and the runtime's renderer reads.

An op is a plain string (literal text) or a list whose first member names it:

    ["out", expr, line, column]                     print a value
    ["block", expr, [param, ...], body, inverse, line, column]
                                                    `expr` is a call or a path; body and inverse are op lists
    ["partial", name, context | null, {key: expr}, body | null, indent, line, column]
                                                    body: fallback or content of @partial-block
    ["inline", name, body]                          inline partial; a name is an expr

Line and column, from 1, say where the tag is written, for errors.

A path without segments is the context itself. An expr is a list as well:

    ["lit", value]                                  string, number, true, false or null
    ["path", depth, data, [segment, ...]]           depth: count of ../; data: true for @names
    ["param", name, [segment, ...]]                 block parameter, and what is read from it
    ["call", name, [arg, ...], {key: expr}]         helper call

Literal text is never empty and two literals never follow each other, so that equal templates have equal JSON.
"""

from __future__ import annotations

from pydantic import JsonValue

from .types import Frozen

MAX_PATH_PARTS = 60
"""Names and `../` in one path; the cost of a step has to be bounded."""
MAX_STEPS = 50_000
"""Of one rendering: expressions, block bodies and loop rounds; so many take about 50 ms."""
MAX_OUTPUT_CHARS = 200_000
MAX_DEPTH = 100
"""Blocks and partials inside each other, while rendering."""
PARTIAL_BLOCK = "@partial-block"
"""The partial that is the content of the tag that calls the partial around it."""


class Template(Frozen):
    """A parsed template together with the text that it was parsed from."""

    source: str
    ops: list[JsonValue]
    partials: dict[str, list[JsonValue]] = {}
    """Every partial that is reachable from `ops`, by name."""

    @property
    def fixed(self) -> str | None:
        """The text that this template always renders to, or None when it depends on values."""
        if not self.ops:
            return ""
        if len(self.ops) == 1 and isinstance(self.ops[0], str):
            return self.ops[0]
        return None
