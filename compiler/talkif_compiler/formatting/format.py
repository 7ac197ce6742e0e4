"""A file in its one form."""

from __future__ import annotations

import re

from ..diagnostics import Diagnostic, has_errors
from ..source import SourceFile
from ..syntax.document import Scalar, Value
from ..syntax.parse import parse
from .layout import lay_out
from .meaning import meaning

#: libyaml takes these for line ends, as YAML 1.1 did; the lines that they make are nobody's intention.
_OLD_LINE_ENDS = re.compile("[\x85\u2028\u2029]")
#: At the first column these are a marker of YAML itself.
_MARKERS = re.compile(r"^ +(?:---|\.\.\.|%)", re.MULTILINE)


class MeaningChanged(Exception):
    """The formatter would have changed what the file says. It is a defect of the formatter, not of the file."""


def formatted(source: SourceFile) -> tuple[str, list[Diagnostic]]:
    """The text to write. With an error among the findings it is the text as it was.

    Raises MeaningChanged.
    """
    document, found = parse(source)
    if document is None or has_errors(found) or _is_odd(document, source.text):
        return source.text, found
    text = lay_out(source.text)
    if text != source.text and meaning(text) != meaning(source.text):
        raise MeaningChanged(source.path)
    return text, found


def _is_odd(document: Value, text: str) -> bool:
    """No file of flows looks like this, and moving its lines is not safe."""
    is_indented = document.span.start_position.column > 1
    return (
        isinstance(document, Scalar)
        or _OLD_LINE_ENDS.search(text) is not None
        or (is_indented and _MARKERS.search(text) is not None)
    )
