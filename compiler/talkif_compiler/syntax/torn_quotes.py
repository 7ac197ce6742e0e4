"""What to say where quotes do not end where their text ends, and of what they cannot hold."""

from __future__ import annotations

import re

from ..diagnostics import Edit, Fix
from ..source import Span
from .document import Scalar
from .missing_comma import begins_key
from .slip import Slip, Stop, in_quotes, rest_of_line

_ESCAPE = re.compile(r"\\(.)")
_ESCAPES = frozenset('0abt\tnvfre "/\\N_LPxuU')
_INSIDE = {
    "double": 'Write `\\"` for a quote inside of the text.',
    "single": "Write `''` for an apostrophe inside of the text, or put the text in double quotes.",
}


def open_quote(stop: Stop) -> Slip | None:
    if stop.begun is None or "a quoted scalar" not in stop.problem:
        return None
    source = stop.source
    if "unknown escape" in stop.problem:
        return _unknown_escape(stop, stop.begun)
    if "end of stream" not in stop.problem and "document indicator" not in stop.problem:
        return None
    quote = Span(source, stop.begun, stop.begun + 1)
    end = rest_of_line(source, stop.begun).end
    fix = Fix("Close it at the end of the line", (Edit(Span(source, end, end), quote.text),), "unsafe")
    advice = f"Put `{quote.text}` at the end of the text."
    return Slip("this quote is never closed", quote, advice, (fix,) if stop.bracket is None else ())


def _unknown_escape(stop: Stop, begun: int) -> Slip:
    text = rest_of_line(stop.source, begun)
    edits = tuple(
        Edit(Span(stop.source, begun + found.start(), begun + found.start() + 1), "\\\\")
        for found in _ESCAPE.finditer(text.text)
        if found[1] not in _ESCAPES
    )
    escape = Span(stop.source, stop.at, stop.at + 2)
    advice = "Write `\\\\` for a backslash, or put the text in single quotes."
    fixes = (Fix("Write two backslashes for each", edits, "unsafe"),) if edits else ()
    return Slip(f"`{escape.text}` means nothing between double quotes", escape, advice, fixes)


def text_after_quote(stop: Stop) -> Slip | None:
    """For a parser that stopped behind a text in quotes, on the line where it ends."""
    last = stop.last
    if not isinstance(last, Scalar) or last.style not in _INSIDE or not stop.is_behind(last):
        return None
    source = stop.source
    if not source.text[stop.at : stop.at + 1].strip(":" if stop.bracket is None else ":,]}"):
        return None
    is_long = last.span.start_position.line != stop.line
    if stop.bracket is not None and begins_key(source, stop.at) and not (is_long and ":" in last.text):
        return None
    if is_long:
        message = f"the text that begins here ends in line {stop.line}, at a quote that begins another"
        advice = "Close the quote where the text ends."
        return Slip(message, rest_of_line(source, last.span.start), advice)
    whole = rest_of_line(source, last.span.start)
    more = Span(source, stop.at, whole.end)
    quote = whole.text[0]
    if stop.bracket is not None:
        return Slip("more follows behind the quotes of a text", more, _INSIDE[last.style])
    if not whole.text.endswith(quote):
        return Slip("more follows behind the quotes of a text", more, "Put all of it in quotes.")
    inner = whole.text[1:-1]
    fixes = in_quotes(whole, inner.replace("''", "'")) if "\\" not in inner else ()
    return Slip("more follows behind the quotes of a text", more, _INSIDE[last.style], fixes)
