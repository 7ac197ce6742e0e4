"""Where the nodes of a compiled flow are written, so that a turn of a call points at a line in git."""

from __future__ import annotations

from typing import TypeAlias

from pydantic import ConfigDict, TypeAdapter

from .types import Frozen


class SourceRef(Frozen):
    """A place: path inside the repository of flows, and 1-based line."""

    file: str
    line: int


#: Flow id -> node id -> place, for a flow and all that it leads to.
SourceMap: TypeAlias = dict[str, dict[str, SourceRef]]

_ADAPTER: TypeAdapter[SourceMap] = TypeAdapter(SourceMap, config=ConfigDict(defer_build=True))


def source_map_data(source_map: SourceMap) -> dict[str, dict[str, dict[str, str | int]]]:
    """As JSON data."""
    return _ADAPTER.dump_python(source_map, mode="json")  # type: ignore[no-any-return]


def read_source_map(data: object) -> SourceMap:
    """What `source_map_data` made. Raises pydantic.ValidationError."""
    return _ADAPTER.validate_python(data)
