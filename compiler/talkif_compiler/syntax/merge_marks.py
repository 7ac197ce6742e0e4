"""What to say where git left the marks of a merge with conflicts in a file."""

from __future__ import annotations

import re

from ..source import Span
from .slip import Slip, Stop

_BORDER = re.compile(r"^(?:<{7}|>{7})(?: .*)?$", re.MULTILINE)
_MARK = re.compile(r"^(?:<{7}|\|{7}|={7}|>{7})(?: .*)?$", re.MULTILINE)


def merge_mark(stop: Stop) -> Slip | None:
    """The first of them."""
    text = stop.source.text
    mark = _MARK.search(text) if _BORDER.search(text) else None
    if mark is None:
        return None
    advice = "Keep what holds, and remove the lines that begin with `<<<<<<<`, `=======` and `>>>>>>>`."
    return Slip("a merge with conflicts left its marks here", Span(stop.source, mark.start(), mark.end()), advice)
