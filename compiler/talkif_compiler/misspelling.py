"""The fix for a name that is like one of those that are there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from .diagnostics import Edit, Fix
from .source import Span
from .suggest import nearest

_PLAIN = re.compile(r"(?!(?:null|true|false)\b)[A-Za-z_][\w./-]*(?:#\w+)?", re.IGNORECASE)


def respelt(span: Span, name: str, known: Iterable[str]) -> tuple[Fix, ...]:
    """`span`: of the name, as a YAML value or key. Empty where no name is near."""
    guess = nearest(name, known)
    return (written_as(span, guess, f"Write `{guess}`"),) if guess is not None else ()


def written_as(span: Span, name: str, title: str) -> Fix:
    """With quotes where YAML may need them."""
    plain = name if _PLAIN.fullmatch(name) else json.dumps(name, ensure_ascii=False)
    return Fix(title, (Edit(span, plain),), "unsafe")
