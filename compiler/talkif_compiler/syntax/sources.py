"""The files of one compilation, by their path inside the repository of flows."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from ..diagnostics import Diagnostic
from ..source import SourceFile
from .document import Locator, Value
from .parse import parse

_MAX_KEPT_CHARS = 32_000
"""Of a text. Its document takes about a hundred times the memory."""
_MAX_KEPT = 32

_keep_source = lru_cache(_MAX_KEPT)(SourceFile)
_keep_document = lru_cache(_MAX_KEPT)(parse)


def source_of(path: str, text: str) -> SourceFile:
    """The very same file for the same text: what several compilations have in common is kept, unless it is large."""
    return _keep_source(path, text) if len(text) <= _MAX_KEPT_CHARS else SourceFile(path, text)


def document_of(source: SourceFile) -> tuple[Value | None, list[Diagnostic]]:
    """What `parse` says, kept like the file. Not to be changed."""
    return _keep_document(source) if len(source.text) <= _MAX_KEPT_CHARS else parse(source)


class Sources:
    def __init__(self, files: Mapping[str, str], unread: Mapping[str, str] | None = None) -> None:
        """`unread`: path of each file that is there, but cannot be read -> why."""
        self._files = files
        self.unread = unread or {}
        self._read: dict[str, SourceFile] = {}
        self._documents: dict[str, tuple[Value | None, list[Diagnostic]]] = {}
        self._locators: dict[str, Locator | None] = {}

    def get(self, path: str) -> SourceFile | None:
        if path not in self._read:
            text = self._files.get(path)
            if text is None:
                return None
            self._read[path] = source_of(path, text)
        return self._read[path]

    def document(self, path: str) -> tuple[Value | None, list[Diagnostic]]:
        """The YAML document of a file that is there, parsed once."""
        if path not in self._documents:
            source = self.get(path)
            assert source is not None, "ask for files that are there"
            self._documents[path] = document_of(source)
        return self._documents[path]

    def locator(self, path: str) -> Locator | None:
        """Finds the values of a file by their places; None when it is missing or is no YAML."""
        if path not in self._locators:
            document = self.document(path)[0] if self.get(path) is not None else None
            self._locators[path] = Locator(document) if document is not None else None
        return self._locators[path]

    def paths(self) -> list[str]:
        return sorted(self._files)

    @property
    def count(self) -> int:
        return len(self._files)

    @property
    def size_bytes(self) -> int:
        return sum(len(text.encode("utf-8", "surrogatepass")) for text in self._files.values())
