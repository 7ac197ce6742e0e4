"""What is written somewhere, as texts that are equal if and only if the meaning is: the ground of a comparison."""

from __future__ import annotations

from collections.abc import Collection

import orjson

from ..repository import partials
from ..syntax.document import Mapping, Scalar, Sequence, Value
from ..syntax.parse import parse
from ..syntax.sources import Sources
from .picture import Facts


class FactReader:
    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._tools: dict[str, Value | None] = {}
        """File of tools -> its document."""

    def facts(self, value: Value, without: Collection[str] = ()) -> Facts:
        """Key by key."""
        if not isinstance(value, Mapping):
            return (("", self._text(value)),)
        return tuple(
            (key, self._text(entry.value)) for key, entry in sorted(value.entries.items()) if key not in without
        )

    def sections(self, flow: Mapping, without: Collection[str]) -> Facts:
        """Section by section; those that name things are taken apart: `tools.find_order`, `variables.order`."""
        found: list[tuple[str, str]] = []
        for key, entry in flow.entries.items():
            if key in without:
                continue
            if isinstance(entry.value, Mapping) and entry.value.entries:
                found += [(f"{key}.{name}", text) for name, text in self.facts(entry.value)]
            else:
                found.append((key, self._text(entry.value)))
        return tuple(sorted(found))

    def _text(self, value: Value) -> str:
        return orjson.dumps(self._data(value), option=orjson.OPT_SORT_KEYS, default=str).decode()

    def _data(self, value: Value) -> object:
        if isinstance(value, Sequence):
            return [self._data(item) for item in value.items]
        if isinstance(value, Scalar):
            return self._scalar(value)
        data = {key: self._data(entry.value) for key, entry in value.entries.items()}
        named = {key: entry.value.text for key, entry in value.entries.items() if isinstance(entry.value, Scalar)}
        source = self._sources.get(named["file"]) if "file" in named else None
        if source is not None:
            data["content of file"] = [source.text, *self._called(source.text)]
        if "use" in named:
            data["content of use"] = self._shared(*named["use"].partition("#")[::2])
        return data

    def _shared(self, path: str, name: str) -> object:
        """A tool in a file of tools; None when it is not there."""
        if path not in self._tools:
            source = self._sources.get(path)
            self._tools[path] = parse(source)[0] if source is not None else None
        return self._data(tool) if (tool := child(child(self._tools[path], "tools"), name)) is not None else None

    def _scalar(self, scalar: Scalar) -> object:
        if not isinstance(scalar.value, str):
            return [type(scalar.value).__name__, scalar.text]
        called = self._called(scalar.text)
        return [scalar.text, *called] if called else scalar.text

    def _called(self, text: str) -> list[str]:
        """Texts of all partials that a template leads to, by name."""
        if "{{" not in text:
            return []
        found: dict[str, str] = {}
        waiting = partials.mentioned(text)
        while waiting:
            name = waiting.pop()
            source = self._sources.get(partials.path_of(name))
            if source is not None:
                found[name] = source.text
                waiting |= partials.mentioned(source.text) - found.keys()
        return [found[name] for name in sorted(found)]


def child(value: Value | None, key: str) -> Value | None:
    """What a mapping has under a key."""
    entry = value.entries.get(key) if isinstance(value, Mapping) else None
    return entry.value if entry is not None else None
