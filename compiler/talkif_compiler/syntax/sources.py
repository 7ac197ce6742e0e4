"""The files of one compilation, by their path inside the repository of flows."""

from __future__ import annotations

from collections.abc import Mapping

from ..diagnostics import Diagnostic
from ..source import SourceFile
from .document import Locator, Value
from .parse import parse


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
            self._read[path] = SourceFile(path, text)
        return self._read[path]

    def document(self, path: str) -> tuple[Value | None, list[Diagnostic]]:
        """The YAML document of a file that is there, parsed once."""
        if path not in self._documents:
            source = self.get(path)
            assert source is not None, "ask for files that are there"
            self._documents[path] = parse(source)
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
