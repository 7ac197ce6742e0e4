"""What to say where a line is indented like none of those that it may belong to."""

from __future__ import annotations

import re

from ..diagnostics import Edit, Fix
from ..source import SourceFile, Span
from .slip import Slip, Stop, indent_of, rest_of_line, written_above

_LEAD = re.compile(r"[ ]*(?:-[ ]+(?=\S))*")
_ODD_BLANKS = re.compile(r"[ ]*(?P<odd>[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff]+)")


def misindented_line(stop: Stop) -> Slip | None:
    """For a parser that met the beginning of a line where another key or item should stand."""
    is_list = "did not find expected '-' indicator" in stop.problem
    if not is_list and "did not find expected key" not in stop.problem:
        return None
    source = stop.source
    if source.line(stop.line)[: stop.column].strip():
        return None
    here = rest_of_line(source, stop.at)
    levels = _levels(source, stop.line)
    if stop.column in levels:
        if is_list:
            advice = "Begin it with `- `, or indent it like the key that the list belongs to."
            return Slip("a key stands among the items of a list", here, advice)
        advice = "Indent it like the other items of its list, or deeper than the key that it belongs to."
        return Slip("an item of a list stands among keys", here, advice) if here.text.startswith("-") else None
    if not levels:
        return None
    nearest = min(levels, key=lambda level: (abs(level - stop.column), -level))
    around = (
        max((level for level in levels if level < stop.column), default=None),
        min((level for level in levels if level > stop.column), default=None),
    )
    indents = " or ".join(str(level) for level in around if level is not None)
    begin = source.line_start(stop.line)
    fix = Fix(f"Indent it by {nearest} spaces", (Edit(Span(source, begin, stop.at), " " * nearest),), "unsafe")
    width = f"{stop.column} space{'' if stop.column == 1 else 's'}"
    message = f"this line is indented by {width}, and those that it may belong to by {indents}"
    return Slip(message, here, "Give it the indent of what it belongs to.", (fix,))


def odd_blanks(stop: Stop) -> Slip | None:
    """Blanks that are no spaces, such as those that come along when text is copied from a web page."""
    source = stop.source
    for number in (stop.line, written_above(source, stop.line)):
        odd = _ODD_BLANKS.match(source.line(number)) if number is not None else None
        if number is not None and odd is not None:
            begin = source.line_start(number)
            span = Span(source, begin + odd.start("odd"), begin + odd.end("odd"))
            fix = Fix("Put spaces in their place", (Edit(span, " " * len(span.text)),), "unsafe")
            message = f"the line is indented with U+{ord(span.text[0]):04X}, which is no space"
            return Slip(message, span, "Indent it with spaces.", (fix,))
    return None


def _levels(source: SourceFile, number: int) -> set[int]:
    """Where keys and items that are still open above begin."""
    levels: set[int] = set()
    lowest: int | None = None
    above = written_above(source, number)
    while above is not None and lowest != 0:
        line = source.line(above)
        indent = indent_of(line)
        if lowest is None or indent < lowest:
            lead = _LEAD.match(line)
            inner = len(lead.group()) if lead is not None else indent
            levels |= {indent} if lowest is not None and inner >= lowest else {indent, inner}
            lowest = indent
        above = written_above(source, above)
    return levels
