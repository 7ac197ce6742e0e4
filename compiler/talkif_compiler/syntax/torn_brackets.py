"""What to say where brackets are not closed, closed by others, or closed twice."""

from __future__ import annotations

from ..diagnostics import Edit, Fix
from ..source import Span
from .document import Scalar
from .missing_comma import missing_comma
from .slip import Slip, Stop, in_quotes, indent_of, rest_of_line

_CLOSING = {"{": "}", "[": "]"}


def torn_brackets(stop: Stop) -> Slip | None:
    here = Span(stop.source, stop.at, stop.at + 1)
    if stop.bracket is not None and stop.problem.startswith("did not find expected"):
        return _inside(stop, Span(stop.source, stop.bracket, stop.bracket + 1), here)
    if "did not find expected key" not in stop.problem or stop.last is None or isinstance(stop.last, Scalar):
        return None
    before = stop.last.span
    if not stop.is_behind(stop.last) or before.text[-1:] not in _CLOSING.values():
        return None
    if here.text in _CLOSING.values():
        fix = Fix(f"Remove the `{here.text}`", (Edit(here, ""),), "unsafe")
        return Slip(f"there is one `{here.text}` too many", here, "Remove it.", (fix,))
    text = rest_of_line(stop.source, before.start)
    more = Span(stop.source, stop.at, text.end)
    advice = f"A text that begins with `{before.text[0]}` needs quotes."
    return Slip("more follows behind the closing bracket", more, advice, in_quotes(text))


def _inside(stop: Stop, bracket: Span, here: Span) -> Slip | None:
    closing = _CLOSING.get(bracket.text)
    if closing is None:
        return None
    if not stop.source.text[stop.at :].strip():
        return Slip(f"this `{bracket.text}` is never closed", bracket, f"Put `{closing}` at its end.")
    if _is_outside(stop, bracket):
        advice, _ = missing_comma(stop.source, stop.at)
        return Slip(f"this `{bracket.text}` is not closed before the next key", bracket, advice)
    if here.text == "," and "node content" in stop.problem:
        fix = Fix("Remove the comma", (Edit(here, ""),), "unsafe")
        return Slip("there is one comma too many", here, "Remove it.", (fix,))
    if here.text in _CLOSING.values() and here.text != closing:
        fix = Fix(f"Write `{closing}`", (Edit(here, closing),), "unsafe")
        message = f"`{bracket.text}` is closed by `{here.text}`"
        return Slip(message, here, f"Write `{closing}`, or close what is still open.", (fix,))
    return None


def _is_outside(stop: Stop, bracket: Span) -> bool:
    """Whether the line is indented no deeper than the one with the bracket, so that it cannot be inside."""
    begun = bracket.start_position.line
    around, here = indent_of(stop.source.line(begun)), indent_of(stop.source.line(stop.line))
    return begun < stop.line and here <= around and "did not find expected ','" in stop.problem
