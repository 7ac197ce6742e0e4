"""The tools of flows: those that are written in them, and those that they use from files."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

from ..diagnostics import Diagnostic
from ..fields.problems import Problems
from ..fields.reading import read
from ..fields.tools import ToolFields, ToolFile, ToolUse
from ..files.flow import FlowFields
from ..syntax.sources import Sources


class MissingTool(Struct, frozen=True):
    use: ToolUse
    known: tuple[str, ...]
    """The tools of its file."""


class ToolShelf(Struct):
    """Tools by file, each file read once."""

    sources: Sources
    found: list[Diagnostic] = field(default_factory=list)
    files: dict[str, dict[str, ToolFields | None] | None] = field(default_factory=dict)
    remains: list[Any] = field(default_factory=list)

    def resolve(self, use: ToolUse) -> ToolFields | None:
        if use.path not in self.files:
            self.files[use.path] = self._read(use.path)
        file = self.files[use.path]
        return file.get(use.name) if file is not None else None

    def lacks(self, use: ToolUse) -> bool:
        """True when the file is missing, or was read and has no such tool."""
        file = self.files[use.path]
        return self.sources.get(use.path) is None if file is None else use.name not in file

    def names(self, path: str) -> tuple[str, ...]:
        return tuple(self.files[path] or ())

    def _read(self, path: str) -> dict[str, ToolFields | None] | None:
        if self.sources.get(path) is None:
            return None
        document, syntax = self.sources.document(path)
        self.found += syntax
        if document is None:
            return None
        problems = Problems()
        file = read(ToolFile, document, problems)
        self.found += problems.found
        self.remains += problems.remains
        return {str(name): tool for name, tool in file.tools.items()} if file is not None else None


def tools_of(flow: FlowFields, shelf: ToolShelf) -> tuple[dict[str, ToolFields | None], tuple[MissingTool, ...]]:
    """Tools by name, None for those that cannot be read; and the uses that lead to no tool."""
    tools: dict[str, ToolFields | None] = {}
    missing: list[MissingTool] = []
    for name, entry in (flow.tools or {}).items():
        if isinstance(entry, ToolUse):
            tools[str(name)] = shelf.resolve(entry)
            if shelf.lacks(entry):
                missing.append(MissingTool(entry, shelf.names(entry.path)))
        else:
            tools[str(name)] = entry
    return tools, tuple(missing)
