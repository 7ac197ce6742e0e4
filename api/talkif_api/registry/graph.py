"""Pictures of versions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from talkif_compiler.graph.dot import dot
from talkif_compiler.graph.drawing import draw
from talkif_compiler.graph.mermaid import mermaid
from talkif_compiler.graph.picture import Picture
from talkif_compiler.graph.reading import Unreadable, read_flow
from talkif_compiler.graph.svg import svg
from talkif_compiler.render.json import diagnostic_json
from talkif_schemas.errors import Invalid

from ..kit.aside import Aside
from . import compiler_process
from .version_store import Stored


@dataclass(frozen=True, slots=True)
class Format:
    write: Callable[[Picture], str]
    media_type: str


FORMATS: Final[Mapping[str, Format]] = {
    "mermaid": Format(mermaid, "text/plain"),
    "dot": Format(dot, "text/vnd.graphviz"),
    "svg": Format(svg, "image/svg+xml"),
}


def picture(aside: Aside, version: Stored, form: str) -> str:
    """Raises Invalid when this compiler cannot read the source of an old version any more."""
    drawn = compiler_process.result(aside, draw_source, version.source.entry, version.source.files, form)
    if isinstance(drawn, list):
        raise Invalid("flow_invalid", "The version cannot be drawn.", meta={"diagnostics": drawn})
    return drawn


def draw_source(entry: str, files: Mapping[str, str], form: str) -> str | list[dict[str, Any]]:
    """The picture, or the findings that prevent it."""
    try:
        return FORMATS[form].write(draw(read_flow(files, entry), ()))
    except Unreadable as error:
        return [diagnostic_json(found) for found in error.diagnostics]
