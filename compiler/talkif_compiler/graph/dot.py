"""A picture in the DOT language of Graphviz."""

from __future__ import annotations

from collections.abc import Iterator

from .picture import Family, Picture, PictureNode
from .strands import Strand, strands
from .wording import captions

_SHAPES: dict[Family, str] = {
    "say": 'shape=box style="rounded,filled" fillcolor="#dbeafe" color="#3b82f6"',
    "listen": 'shape=box style=filled fillcolor="#ede9fe" color="#8b5cf6"',
    "decide": 'shape=hexagon style=filled fillcolor="#fef9c3" color="#ca8a04"',
    "act": 'shape=component style=filled fillcolor="#cffafe" color="#0891b2"',
    "transfer": 'shape=cds style=filled fillcolor="#ffedd5" color="#ea580c"',
    "end": 'shape=box style="rounded,filled" peripheries=2 fillcolor="#e2e8f0" color="#475569"',
    "step": 'shape=box style=filled fillcolor="#f1f5f9" color="#94a3b8"',
    "note": 'shape=note style=filled fillcolor="#fefce8" color="#a8a29e"',
    "mark": 'shape=oval style=filled fillcolor="#334155" color="#334155" fontcolor="#ffffff"',
    "missing": 'shape=box style="dashed,filled" fillcolor="#fee2e2" color="#dc2626" fontcolor="#991b1b"',
    "hidden": 'shape=box style="dotted,filled" fillcolor="#f8fafc" color="#94a3b8"',
}
_SEVERITIES = {
    "error": 'color="#dc2626" penwidth=3',
    "warning": 'color="#d97706" penwidth=2.5',
    "info": 'color="#2563eb" penwidth=2.5',
}
_CHANGES = {
    "added": 'fillcolor="#bbf7d0"',
    "removed": 'fillcolor="#fecaca" style="dashed,filled"',
    "changed": 'fillcolor="#fde68a"',
    "renamed": 'fillcolor="#bfdbfe"',
}
_LINES = {
    "added": 'color="#16a34a" penwidth=2.5',
    "removed": 'color="#dc2626" style=dashed',
    "changed": 'color="#d97706" penwidth=2.5',
}


def dot(picture: Picture) -> str:
    """Text with a line end at its end."""
    return "\n".join(_lines(picture)) + "\n"


def _lines(picture: Picture) -> Iterator[str]:
    names = {node.key: f"n{index}" for index, node in enumerate(picture.nodes)}
    yield f"digraph {quoted(picture.flow)} {{"
    yield "  graph [rankdir=TB nodesep=0.4 ranksep=0.5]"
    yield '  node [fontname="Helvetica" fontsize=11 margin="0.15,0.08"]'
    yield '  edge [fontname="Helvetica" fontsize=9]'
    if picture.notes:
        yield f"  label={quoted(*picture.notes)}"
    for node in picture.nodes:
        yield f"  {names[node.key]} [label={quoted(*captions(node))} {_style(node)}]"
    for strand in strands(picture.edges):
        yield f"  {names[strand.origin]} -> {names[strand.target]}{_line(strand)}"
    yield "}"


def _style(node: PictureNode) -> str:
    parts = [f"tooltip={quoted(node.place)}"] if node.place else []
    parts.append(_SHAPES[node.family])
    if node.is_unreachable:
        parts.append('fontcolor="#64748b" style="dashed,filled"')
    if node.severity is not None:
        parts.append(_SEVERITIES[node.severity])
    if node.change is not None:
        parts.append(_CHANGES[node.change])
    return " ".join(parts)


def _line(strand: Strand) -> str:
    parts = [f"label={quoted(*strand.labels)}"] if strand.labels else []
    if strand.is_dotted:
        parts.append("style=dotted")
    if strand.change in _LINES:
        parts.append(_LINES[strand.change])
    return f" [{' '.join(parts)}]" if parts else ""


def quoted(*lines: str) -> str:
    """One string of DOT. Graphviz acts on backslashes and on HTML entities inside of quotes."""
    escaped = (line.replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;") for line in lines)
    return '"' + "\\n".join(escaped) + '"'
