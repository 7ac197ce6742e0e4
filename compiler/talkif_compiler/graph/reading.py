"""Files to linked flow, without the checks."""

from __future__ import annotations

from collections.abc import Mapping

from ..diagnostics import Diagnostic, in_order
from ..files.bind import bind
from ..linking.link import Linked, link
from ..syntax.parse import parse
from ..syntax.sources import Sources


class Unreadable(Exception):
    """There is no flow in the file that could be drawn; the diagnostics say why."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__("the flow cannot be read")
        self.diagnostics = diagnostics


def read_flow(files: Mapping[str, str], entry: str) -> Linked:
    """Files are asked for as they are needed. Raises Unreadable; the entry itself must be among the files."""
    sources = Sources(files)
    source = sources.get(entry)
    assert source is not None, "the caller has read the entry"
    document, syntax = parse(source)
    flow, shape = bind(document) if document is not None else (None, [])
    if flow is None:
        raise Unreadable(in_order([*syntax, *shape]))
    return link(flow, sources)[0]
