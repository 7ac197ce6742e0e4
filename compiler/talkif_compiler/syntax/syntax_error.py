"""What libyaml's refusals mean: it tells where it gave up, which is often not where the mistake is."""

from __future__ import annotations

from .merge_marks import merge_mark
from .misindented_line import misindented_line, odd_blanks
from .misplaced_colon import misplaced_colon
from .missing_colon import missing_colon
from .slip import Slip, Stop
from .torn_brackets import torn_brackets
from .torn_quotes import open_quote, text_after_quote
from .unquoted_text import unquoted_text

_KNOWN = (
    merge_mark,
    odd_blanks,
    open_quote,
    text_after_quote,
    torn_brackets,
    missing_colon,
    misplaced_colon,
    misindented_line,
    unquoted_text,
)
"""The surest first."""


def slip_behind(stop: Stop) -> Slip | None:
    return next((slip for known in _KNOWN if (slip := known(stop)) is not None), None)
