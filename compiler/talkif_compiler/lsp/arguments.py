"""The tools that a flow calls, and what they take: written in the flow, or used from a file."""

from __future__ import annotations

from msgspec import Struct

from talkif_schemas.types import TypeSpec

from ..syntax.document import Entry, Mapping
from .moment import Moment, View
from .outline import child, parameters, text_at
from .spots import Spot


class Written(Struct, frozen=True):
    """A tool, and the file that it is written in."""

    tool: Mapping
    view: View


def tool_called(moment: Moment, view: View, name: str) -> Written | None:
    """`view`: of the flow. None for one that is not there."""
    tool = child(child(view.document, "tools"), name)
    path, _, shared = text_at(tool, "use").partition("#")
    other = moment.view(path) if path else None
    if other is not None:
        view, tool = other, child(child(other.document, "tools"), shared)
    return Written(tool, view) if isinstance(tool, Mapping) else None


def parameter(found: Written | None, name: str) -> tuple[Entry, View] | None:
    """Where a tool declares what it takes under a name."""
    section = child(found.tool, "parameters") if found is not None else None
    entry = section.entries.get(name) if isinstance(section, Mapping) else None
    return (entry, found.view) if entry is not None and found is not None else None


def argument_spec(moment: Moment, view: View, spot: Spot) -> TypeSpec | None:
    """Of a key under `args`."""
    found = tool_called(moment, view, spot.sibling("tool"))
    return parameters(found.tool).get(spot.scalar.text) if found is not None else None
