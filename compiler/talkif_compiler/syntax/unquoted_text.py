"""What to say of texts that begin with a character of YAML's own, and so need quotes."""

from __future__ import annotations

from ..source import Span
from .slip import Slip, Stop, in_quotes, rest_of_line

_STARTS = (
    "found character that cannot start any token",
    "while scanning an alias",
    "while scanning an anchor",
    "while parsing a block node",
    "mapping keys are not allowed in this context",
)


def unquoted_text(stop: Stop) -> Slip | None:
    at = stop.begun if stop.begun is not None and "while scanning" in stop.problem else stop.at
    text = rest_of_line(stop.source, at)
    first = text.text[:1]
    fixes = in_quotes(text) if stop.bracket is None else ()
    if "block sequence entries are not allowed" in stop.problem:
        advice = "Put each item on a line of its own, below the key. A text that begins with `-` needs quotes."
        return Slip("a list does not begin on the line of its key", text, advice)
    if "while scanning a block scalar" in stop.problem and first in ("|", ">"):
        advice = "Begin the text on the next line; or put it in quotes, if the sign belongs to it."
        return Slip(f"after `{first}`, a text begins on the next line", text, advice, fixes)
    if first.strip() and any(start in stop.problem for start in _STARTS):
        shown = "a backtick" if first == "`" else f"`{first}`"
        return Slip(f"a text that begins with {shown} needs quotes", text, "Put the text in quotes.", fixes)
    return None


def unquoted_tag(outer: Span, *, in_brackets: bool) -> Slip:
    """For a value that begins with `{{`, which are two mappings to YAML. `outer`: from there to the end of the key."""
    text = rest_of_line(outer.source, outer.start)
    fixes = () if in_brackets else in_quotes(text)
    return Slip("a text that begins with `{{` needs quotes", outer, "Put the text in quotes.", fixes)
