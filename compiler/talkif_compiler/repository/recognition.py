"""What kind of file this is, by its name, its schema or its keys: a cheap test, because every YAML file is looked at.

Keys may be quoted, lines may end as they like, and the file may be written in braces, as JSON is.
"""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

FileKind: TypeAlias = Literal["flow", "test", "tools", "project", "lock", "baseline"]

PROJECT_FILE = "talkif.yaml"
LOCK_FILE = "talkif.lock"
BASELINE_FILE = "talkif.baseline.json"
FLOW_SCHEMA = "talkif.flow/v1"

YAML_ENDINGS = (".yaml", ".yml")
TEST_ENDINGS = (".test.yaml", ".test.yml")

_BY_SCHEMA: tuple[FileKind, ...] = ("flow", "test", "tools", "project")
_NAMES: dict[str, FileKind] = {PROJECT_FILE: "project", LOCK_FILE: "lock", BASELINE_FILE: "baseline"}
_FOLDERS: dict[str, FileKind] = {"flows": "flow", "tools": "tools"}

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
_KEY = re.compile(rf"^{_MARKS}[\"']?(flow|start|nodes|tests|tools)[\"']?[ \t]*:(?!\S)", re.MULTILINE)


def file_kind(path: str, text: str) -> FileKind | None:
    """What a file is, or seems to be meant as; None for one that is none of ours. `path`: inside its repository."""
    return declared_kind(path, text) or kind_by_keys(path, text)


def declared_kind(path: str, text: str) -> FileKind | None:
    """What a file says that it is, by its name or its schema."""
    name = path.rpartition("/")[2]
    if name in _NAMES:
        return _NAMES[name]
    written = kind_of(text) if name.endswith(YAML_ENDINGS) else None
    kind = next((kind for kind in _BY_SCHEMA if kind == written), None)
    return "test" if kind is not None and name.endswith(TEST_ENDINGS) else kind


def kind_by_keys(path: str, text: str) -> FileKind | None:
    """What a file looks like that has no schema of ours.

    A test is called `*.test.yaml` and has one of its two keys; tools are below a folder of that name.
    """
    if not path.endswith(YAML_ENDINGS) or kind_of(text) in _BY_SCHEMA:
        return None
    if path.endswith(TEST_ENDINGS):
        return "test" if "tests" in _keys(text) or flow_tested(text) is not None else None
    if looks_like_flow(text):
        return "flow"
    return "tools" if kind_by_place(path) == "tools" and "tools" in _keys(text) else None


def kind_by_place(path: str) -> FileKind | None:
    """What a file is meant as in which nothing is written yet, or that cannot be read."""
    *folders, name = path.split("/")
    if name in _NAMES:
        return _NAMES[name]
    if not name.endswith(YAML_ENDINGS):
        return None
    if name.endswith(TEST_ENDINGS):
        return "test"
    return next((kind for folder, kind in _FOLDERS.items() if folder in folders), None)


def kind_of(text: str) -> str | None:
    """The `flow` of `schema: talkif.flow/v1`, of whatever version; None without such a line."""
    text = _plain(text)
    match = next(filter(None, (pattern.search(text) for pattern in _SCHEMAS)), None)
    return match["kind"] if match is not None else None


def looks_like_flow(text: str) -> bool:
    """True for what has two of the keys `flow`, `start` and `nodes`, and is no other file of ours."""
    return kind_of(text) not in ("test", "tools", "project") and len(_keys(text) & {"flow", "start", "nodes"}) > 1


def id_in(text: str) -> str | None:
    """The id of a flow; None when it is no flow, or says no id."""
    place = id_place(text) if kind_of(text) == "flow" else None
    return _plain(text)[slice(*place)] if place is not None else None


def flow_tested(text: str) -> str | None:
    """The id of the flow that a test is of."""
    place = id_place(text)
    return _plain(text)[slice(*place)] if place is not None else None


def id_place(text: str) -> tuple[int, int] | None:
    """Start and end of the id that a text of unified line ends says."""
    text = _plain(text)
    match = next(filter(None, (pattern.search(text) for pattern in _IDS)), None)
    return match.span("id") if match is not None else None


def _keys(text: str) -> set[str]:
    return set(_KEY.findall(_plain(text)))


def _plain(text: str) -> str:
    if "\0" in text:
        # UTF-16, which is refused, but has to be recognised for that.
        text = text.replace("\0", "")
    return _LINE_END.sub("\n", text) if "\r" in text else text
