"""A picture as a Mermaid flowchart, within what code hosts accept.

Names in the text are numbers of our own, and every character of a tenant that Mermaid, Markdown or HTML might act on
is written as an entity.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .picture import Family, Picture, PictureNode
from .shrink import shrink
from .strands import Strand, strands
from .wording import captions

CHARACTERS_MAX = 48_000
STRANDS_MAX = 480
"""GitHub draws nothing above 50,000 characters or 500 edges."""

_ACTIVE = re.compile(r"^(?:\d+[.)]|[.=-])|[^\w ,.!?'()/=\u0080-\U0010ffff-]|(?<!\w)_|_{2,}")
_SHAPES: dict[Family, tuple[str, str]] = {
    "say": ("(", ")"),
    "listen": ("[", "]"),
    "decide": ("{{", "}}"),
    "act": ("[[", "]]"),
    "transfer": ("[/", "/]"),
    "end": ("([", "])"),
    "step": ("[", "]"),
    "note": (">", "]"),
    "mark": ("((", "))"),
    "missing": ("[", "]"),
    "hidden": ("[", "]"),
}
_CLASSES = {
    "say": "fill:#dbeafe,stroke:#3b82f6,color:#1e293b",
    "listen": "fill:#ede9fe,stroke:#8b5cf6,color:#1e293b",
    "decide": "fill:#fef9c3,stroke:#ca8a04,color:#1e293b",
    "act": "fill:#cffafe,stroke:#0891b2,color:#1e293b",
    "transfer": "fill:#ffedd5,stroke:#ea580c,color:#1e293b",
    "end": "fill:#e2e8f0,stroke:#475569,color:#1e293b",
    "step": "fill:#f1f5f9,stroke:#94a3b8,color:#1e293b",
    "note": "fill:#fefce8,stroke:#a8a29e,color:#1e293b",
    "mark": "fill:#334155,stroke:#334155,color:#ffffff",
    "hidden": "fill:#f8fafc,stroke:#94a3b8,color:#64748b,stroke-dasharray:2 3",
    "missing": "fill:#fee2e2,stroke:#dc2626,color:#991b1b,stroke-dasharray:4 3",
    "unreachable": "fill:#f1f5f9,color:#64748b,stroke-dasharray:4 3",
    "info": "stroke:#2563eb,stroke-width:3px",
    "warning": "stroke:#d97706,stroke-width:3px",
    "error": "stroke:#dc2626,stroke-width:4px",
    "added": "fill:#bbf7d0,color:#14532d",
    "removed": "fill:#fecaca,color:#7f1d1d,stroke-dasharray:4 3",
    "changed": "fill:#fde68a,color:#713f12",
    "renamed": "fill:#bfdbfe,color:#1e3a8a",
}
_STRANDS = {
    "added": "stroke:#16a34a,stroke-width:3px",
    "removed": "stroke:#dc2626,stroke-dasharray:4 3",
    "changed": "stroke:#d97706,stroke-width:3px",
}


def mermaid(picture: Picture) -> str:
    """Text with a line end at its end. What does not fit is folded away, and a note says how much."""
    return _text(shrink(picture, fits))


def fits(picture: Picture) -> bool:
    return len(strands(picture.edges)) <= STRANDS_MAX and len(_text(picture)) <= CHARACTERS_MAX


def _text(picture: Picture) -> str:
    return "\n".join(_lines(picture)) + "\n"


def _lines(picture: Picture) -> Iterator[str]:
    names = {node.key: f"n{index}" for index, node in enumerate(picture.nodes)}
    lines = strands(picture.edges)
    yield "flowchart TD"
    yield f"  accTitle: {quoted(picture.flow)}"
    for node in picture.nodes:
        before, after = _SHAPES[node.family]
        yield f'  {names[node.key]}{before}"{_label(captions(node))}"{after}'
    for index, note in enumerate(picture.notes):
        yield f'  note{index}>"{quoted(note)}"]'
    for strand in lines:
        yield f"  {names[strand.origin]} {_arrow(strand)} {names[strand.target]}"
    yield from _classes(picture, names)
    for change, style in _STRANDS.items():
        numbers = [str(index) for index, strand in enumerate(lines) if strand.change == change]
        if numbers:
            yield f"  linkStyle {','.join(numbers)} {style}"


def _classes(picture: Picture, names: dict[str, str]) -> Iterator[str]:
    members: dict[str, list[str]] = {}
    for node in picture.nodes:
        for name in _classes_of(node):
            members.setdefault(name, []).append(names[node.key])
    members.setdefault("note", []).extend(f"note{index}" for index in range(len(picture.notes)))
    for name, style in _CLASSES.items():
        if members.get(name):
            # A bare `end` is a word of the language.
            yield f"  classDef is_{name} {style}"
            yield f"  class {','.join(members[name])} is_{name}"


def _classes_of(node: PictureNode) -> Iterator[str]:
    yield node.family
    if node.is_unreachable:
        yield "unreachable"
    if node.severity is not None:
        yield node.severity
    if node.change is not None:
        yield node.change


def _arrow(strand: Strand) -> str:
    line = "-.->" if strand.is_dotted else "-->"
    return f'{line}|"{_label(strand.labels)}"|' if strand.labels else line


def _label(lines: Iterable[str]) -> str:
    return "<br/>".join(quoted(line) for line in lines)


def quoted(text: str) -> str:
    """Text that Mermaid shows as it is, inside quotes."""
    return _ACTIVE.sub(lambda match: "".join(f"#{ord(character)};" for character in match.group()), text)
