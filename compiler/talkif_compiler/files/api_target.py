"""Which account of which API: how the two are written, in the project file and on the command line."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated
from urllib.parse import urlsplit

from ..fields.leaves import Label, Leaf, Spanned
from ..fields.problems import Problems, Refused
from ..fields.reading import reader_of
from ..syntax.document import Value

_ACCOUNT = re.compile(r"[A-Za-z0-9_-]+")
_ADDRESS = re.compile(r"https?://[^\s/?#@]+(/[^\s?#]*)?")
_read_label = reader_of(Label)


def account_problem(text: str) -> str | None:
    """Why a text cannot be a part of the API's paths; None when it can."""
    return None if _ACCOUNT.fullmatch(text) else f"`{text}` is no account id: it has letters, digits, `_` and `-`"


def address_problem(text: str) -> str | None:
    """Why a text is not `https://host` or `http://host`, maybe with a port and a path; None when it is."""
    return None if _is_address(text) else f"`{text}` is no address of an API: write one like `https://api.example.com`"


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return _ADDRESS.fullmatch(text) is not None and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _checked(problem: Callable[[str], str | None]) -> Callable[[Value, Problems], Spanned[str]]:
    def read(value: Value, problems: Problems) -> Spanned[str]:
        label: Spanned[str] = _read_label(value, problems)
        if (reason := problem(label.value)) is not None:
            problems.report("wrong-type", reason, label.span)
            raise Refused
        return label

    return read


AccountId = Annotated[
    Spanned[str], Leaf(_checked(account_problem), {"type": "string", "pattern": f"^{_ACCOUNT.pattern}$"})
]
ApiAddress = Annotated[
    Spanned[str],
    Leaf(_checked(address_problem), {"type": "string", "format": "uri", "pattern": f"^{_ADDRESS.pattern}$"}),
]
