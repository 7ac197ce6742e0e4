"""What to say where a line has a key without a colon, a colon without a space, or no key at all."""

from __future__ import annotations

import re

from ..diagnostics import Edit, Fix
from ..source import SourceFile, Span
from .slip import Slip, Stop, indent_of, rest_of_line

_LINE = re.compile(r"[ ]*(?:-[ ]+)*(?P<key>[A-Za-z_][\w.-]*)(?P<colon>:(?=[^\s:/]))?(?P<rest>.*)")
_VALUE = re.compile(r"""\s+["'{\[].*""")
_END = re.compile(r"\s*(?:#.*)?")


def line_without_key(source: SourceFile, number: int) -> Slip | None:
    """For a line that should have had one, as far as the parser can tell."""
    begin = source.line_start(number)
    line = _LINE.fullmatch(source.line(number))
    if line is not None and line["colon"] is not None:
        gap = Span(source, begin + line.end("colon"), begin + line.end("colon"))
        fix = Fix("Put a space after the colon", (Edit(gap, " "),), "unsafe")
        colon = Span(source, begin + line.start("key"), gap.end)
        return Slip(f"a space is missing after `{line['key']}:`", colon, "A key ends with a colon and a space.", (fix,))
    has_value = line is not None and _VALUE.fullmatch(line["rest"]) is not None
    if line is None or not (has_value or _END.fullmatch(line["rest"])):
        return None
    key = Span(source, begin + line.start("key"), begin + line.end("key"))
    fixes = _with_colon(key) if has_value or _holds_more(key, number) else ()
    return Slip(f"`{key.text}` has no colon", key, f"Write `{key.text}:`.", fixes)


def _holds_more(key: Span, number: int) -> bool:
    """Whether the lines below are what the key holds."""
    below = key.source.line(number + 1) if number < key.source.line_count else ""
    return indent_of(below) > key.start_position.column - 1


def _with_colon(key: Span) -> tuple[Fix, ...]:
    return (Fix(f"Write `{key.text}:`", (Edit(Span(key.source, key.end, key.end), ":"),), "unsafe"),)


def missing_colon(stop: Stop) -> Slip | None:
    """For a parser that waits for the colon of a key."""
    if "could not find expected ':'" not in stop.problem or stop.begun is None:
        return None
    known = line_without_key(stop.source, stop.source.position(stop.begun).line)
    if known is not None:
        return known
    advice = "Put a colon behind its key. If it goes on with a text above, indent it deeper than the key of that text."
    return Slip("this line has no key", rest_of_line(stop.source, stop.begun), advice)
