"""What to say where a colon stands that cannot be the end of a key."""

from __future__ import annotations

import re

from ..diagnostics import Edit, Fix
from ..source import SourceFile, Span
from .missing_colon import line_without_key
from .slip import Slip, Stop, in_quotes, indent_of, rest_of_line, written_above

_KEY = re.compile(
    r"""(?P<lead>[ ]*(?:-[ ]+)*)(?P<key>"[^"]{1,100}"|'[^']{1,100}'|[^\s:#'"{\[-][^:]{0,100}):[ ]+""",
)
_TEXT_BEFORE = 64
"""Lines of one text that are looked through for its beginning."""


def misplaced_colon(stop: Stop) -> Slip | None:
    if "mapping values are not allowed" not in stop.problem:
        return None
    source = stop.source
    begin = source.line_start(stop.line)
    key = _KEY.match(source.line(stop.line)[: stop.column])
    if key is not None:
        text = rest_of_line(source, begin + key.end())
        colon = Span(source, stop.at, stop.at + 1)
        return Slip(f"the text of `{key['key']}` has a colon in it", colon, "Put the text in quotes.", in_quotes(text))
    above = written_above(source, stop.line)
    if above is None:
        return None
    if not _goes_on(source, above) and (known := line_without_key(source, above)) is not None:
        return known
    return _too_deep(stop, above)


def _too_deep(stop: Stop, above: int) -> Slip:
    source = stop.source
    begin = source.line_start(stop.line)
    line = source.line(stop.line)
    indent = indent_of(line)
    here = Span(source, begin + indent, stop.at)
    owner = _KEY.match(source.line(above))
    if owner is None or indent <= len(owner["lead"]):
        advice = "Give the text above a key, or put all of it in quotes."
        return Slip("this line is taken for more of the text above, which cannot have a colon in it", here, advice)
    width = len(owner["lead"])
    advice = f"Indent it by {width} spaces, like `{owner['key']}`; or put the text above in quotes, if it goes on here."
    fix = Fix(f"Indent it like `{owner['key']}`", (Edit(Span(source, begin, here.start), " " * width),), "unsafe")
    return Slip(f"this line is indented deeper than `{owner['key']}`, which has a value already", here, advice, (fix,))


def _goes_on(source: SourceFile, number: int) -> bool:
    """Whether a line is more of a text without quotes that began above."""
    line = source.line(number)
    indent = indent_of(line)
    for _ in range(_TEXT_BEFORE):
        above = written_above(source, number)
        if above is None:
            return False
        owner = _KEY.match(source.line(above))
        if owner is not None:
            value = source.line(above)[owner.end() :].strip()
            return indent > len(owner["lead"]) and value[:1] not in ("", "#", '"', "'", "{", "[")
        if source.line(above).rstrip().endswith(":"):
            return False
        number = above
    return False
