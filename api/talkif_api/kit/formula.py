"""Cells of CSV files that spreadsheets would take for a formula: an apostrophe keeps them from it.

https://owasp.org/www-community/attacks/CSV_Injection. One apostrophe stands also before a text that begins with
apostrophes and goes on so, and whoever reads the file takes away one: every text comes back as it was.
"""

from __future__ import annotations

import re
from typing import Final

_BEGINNINGS: Final = frozenset("'=+-@\t\r")
_RUN: Final = re.compile(r"'*[=+\-@\t\r]")
#: Numbers begin so, too, and are none.
_NUMBER: Final = re.compile(r"[+\-]?\d[\d .()\-]*")


def guarded(text: str) -> str:
    if text[:1] in _BEGINNINGS and _RUN.match(text) and not _NUMBER.fullmatch(text):
        return "'" + text
    return text


def unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _RUN.match(cell) else cell
