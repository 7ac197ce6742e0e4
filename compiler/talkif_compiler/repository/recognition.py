"""Which of our files a text is: a cheap test of its first keys, because every YAML file of a repository is looked at.

Keys may be quoted, lines may end as they like, and the file may be written in braces, as JSON is.
"""

from __future__ import annotations

import re

FLOW_SCHEMA = "talkif.flow/v1"

#: Byte order marks, also those of UTF-16: see `flow_files.read_text`.
_MARKS = r"[\ufeff\udc80-\udcff]*"
_LINE_END = re.compile(r"\r\n?")
_SCHEMA_KEY = r"([\"']?)schema\1[ \t]*:\s*[\"']?talkif\.(?P<kind>\w+)"
_ID_KEY = r"([\"']?)flow\1[ \t]*:[ \t]*[\"']?(?P<id>[a-z][a-z0-9-]*)"
_IN_BRACES = rf"\A{_MARKS}(?:\s|#[^\n]*\n|---\s)*\{{(?:[^{{}}\[\]]*?[\s,])?"

_SCHEMAS = (re.compile(rf"^{_MARKS}{_SCHEMA_KEY}", re.MULTILINE), re.compile(_IN_BRACES + _SCHEMA_KEY))
_IDS = (
    re.compile(rf"^{_MARKS}{_ID_KEY}[\"']?[ \t]*(?:#.*)?$", re.MULTILINE),
    re.compile(rf"{_IN_BRACES}{_ID_KEY}[\"']?\s*[,}}]"),
)
_FLOW_KEY = re.compile(rf"^{_MARKS}[\"']?(flow|start|nodes)[\"']?[ \t]*:(?!\S)", re.MULTILINE)


def kind_of(text: str) -> str | None:
    """The `flow` of `schema: talkif.flow/v1`, of whatever version; None without such a line."""
    text = _plain(text)
    match = next(filter(None, (pattern.search(text) for pattern in _SCHEMAS)), None)
    return match["kind"] if match is not None else None


def looks_like_flow(text: str) -> bool:
    """True for what has two of the keys `flow`, `start` and `nodes`, and is no other file of ours."""
    return kind_of(text) not in ("test", "tools", "project") and len(set(_FLOW_KEY.findall(_plain(text)))) > 1


def id_in(text: str) -> str | None:
    """The id of a flow; None when it is no flow, or says no id."""
    place = id_place(text) if kind_of(text) == "flow" else None
    return _plain(text)[slice(*place)] if place is not None else None


def id_place(text: str) -> tuple[int, int] | None:
    """Start and end of the id that a text of unified line ends says."""
    text = _plain(text)
    match = next(filter(None, (pattern.search(text) for pattern in _IDS)), None)
    return match.span("id") if match is not None else None


def _plain(text: str) -> str:
    if "\0" in text:
        # UTF-16, which is refused, but has to be recognised for that.
        text = text.replace("\0", "")
    return _LINE_END.sub("\n", text) if "\r" in text else text
