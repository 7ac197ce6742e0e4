"""Regular expressions that flows write for values, in the syntax of RE2: no text takes long, whatever the pattern.

https://github.com/google/re2/wiki/Syntax
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import re2

_QUIET = re2.Options()
_QUIET.log_errors = False


def fault(pattern: str) -> str | None:
    """What is wrong with a pattern. None when it can be used."""
    try:
        _compiled(pattern)
    except re2.error as error:
        reason: Any = error.args[0]
        return reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
    except UnicodeEncodeError:
        return "it has half of a character (a surrogate)"
    return None


def is_match(pattern: str, text: str) -> bool:
    """Whether the pattern matches the whole text. Raises re2.error for a pattern with a fault."""
    return _compiled(pattern).fullmatch(text.encode("utf-8", "replace").decode()) is not None


@lru_cache(maxsize=1_000)
def _compiled(pattern: str) -> Any:
    return re2.compile(pattern, options=_QUIET)  # type: ignore[no-untyped-call]
