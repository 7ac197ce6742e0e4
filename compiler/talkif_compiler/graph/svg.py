"""A picture as SVG, laid out and drawn here: no program is run, and the same flow gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from unicodedata import combining, east_asian_width

from .layout.items import Line, Size
from .layout.layers import layers
from .layout.paths import Path, Place, number
from .layout.plan import plan
from .picture import Family, Picture, PictureNode
from .references import with_references
from .shrink import shrink
from .strands import Strand, strands
from .svg_style import STYLE
from .wording import captions

NODES_MAX = 400
ITEMS_MAX = 6_000
"""Boxes, and rows passed by lines: what the time for the layout goes up with."""

_LINE_HEIGHT = 15.0
_LABEL_HEIGHT = 13.0
_REFERENCE_WEIGHT = 0.1
_PADDING: dict[Family, float] = {"decide": 46.0, "transfer": 44.0, "mark": 30.0}


def svg(picture: Picture) -> str:
    """A document with a line end at its end."""
    shown = shrink(picture, fits)
    nodes, lines = with_references(shown.nodes, strands(shown.edges))
    sizes = {node.key: _size(node) for node in nodes}
    layout = plan(sizes, [Line(strand.origin, strand.target, _label_size(strand)) for strand in lines])
    height = layout.height + _LINE_HEIGHT * len(shown.notes)
    width = max(layout.width, *(_width(note, 6.2) + 48 for note in shown.notes), 160.0)
    body = [
        f'<rect class="page" x="{number(layout.left)}" y="{number(layout.top)}" width="100%" height="100%"/>',
        *(_strand(strand, path) for strand, path in zip(lines, layout.paths, strict=True)),
        *(part for node in nodes for part in _node(node, layout.places[node.key])),
        *(part for strand, path in zip(lines, layout.paths, strict=True) for part in _labels(strand, path)),
        *_notes(shown.notes, layout.left + 24, layout.top + layout.height),
    ]
    box = " ".join(map(number, (layout.left, layout.top, width, height)))
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" width="{number(width)}" height="{number(height)}" '
        f'role="img">\n<title>{escape(shown.flow)}</title>\n<style>{STYLE}</style>\n<defs>{"".join(_arrows())}</defs>\n'
    )
    return head + "\n".join(body) + "\n</svg>\n"


def fits(picture: Picture) -> bool:
    nodes, lines = with_references(picture.nodes, strands(picture.edges))
    if len(picture.nodes) > NODES_MAX:
        return False
    rows, _ = layers([node.key for node in nodes], [(line.origin, line.target) for line in lines])
    return len(nodes) + sum(2 * abs(rows[line.origin] - rows[line.target]) for line in lines) <= ITEMS_MAX


def _width(text: str, per_character: float) -> float:
    """An estimate that is rather too large: the fonts of the reader are not known."""
    wide = sum(2 if east_asian_width(character) in "WF" else 0 if combining(character) else 1 for character in text)
    return wide * per_character


def _size(node: PictureNode) -> Size:
    first, *rest = captions(node)
    if node.family == "reference":
        return Size(round(_width(first, 6.3) + 14), 18.0, _REFERENCE_WEIGHT)
    widest = max(_width(first, 7.9), *(_width(line, 6.3) for line in rest), 40.0)
    return Size(round(widest + _PADDING.get(node.family, 24.0)), 16.0 + _LINE_HEIGHT * (1 + len(rest)))


def _label_size(strand: Strand) -> Size | None:
    if not strand.labels:
        return None
    widest = max(_width(line, 5.7) for line in strand.labels)
    return Size(round(widest + 8), 4.0 + _LABEL_HEIGHT * len(strand.labels))


def _node(node: PictureNode, place: Place) -> Iterator[str]:
    classes = [node.family, node.severity or "", node.change or "", "unreachable" if node.is_unreachable else ""]
    yield f'<g class="node {" ".join(filter(None, classes))}">'
    where = f"{node.id} at {node.place}" if node.place else node.id
    yield f"<title>{escape(where)}</title>"
    yield _shape(node.family, place)
    lines = captions(node)
    y = place.y - _LINE_HEIGHT * (len(lines) - 1) / 2 + 4
    for index, line in enumerate(lines):
        kind = "id" if index == 0 else "found" if node.severity and line.startswith(f"{node.severity}:") else "more"
        yield _text(kind, place.x, y + index * _LINE_HEIGHT, line)
    yield "</g>"


def _shape(family: Family, place: Place) -> str:
    x, y, width, height = place.x - place.width / 2, place.top, place.width, place.height
    if family == "decide":
        left, right, bottom = x + 16, x + width - 16, y + height
        return _polygon((x, place.y), (left, y), (right, y), (x + width, place.y), (right, bottom), (left, bottom))
    if family == "transfer":
        return _polygon((x + 16, y), (x + width, y), (x + width - 16, y + height), (x, y + height))
    corner = {"say": 10.0, "end": height / 2, "mark": height / 2, "reference": 9.0}.get(family, 2.0)
    box = _rectangle(x, y, width, height, min(corner, 22.0))
    if family == "act":
        sides = "".join(f"M{number(side)},{number(y)}v{number(height)}" for side in (x + 6, x + width - 6))
        return f'{box}<path class="bars" d="{sides}"/>'
    return box


def _rectangle(x: float, y: float, width: float, height: float, corner: float) -> str:
    places = f'x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'
    return f'<rect class="shape" {places} rx="{number(corner)}"/>'


def _polygon(*points: tuple[float, float]) -> str:
    return f'<polygon class="shape" points="{" ".join(f"{number(x)},{number(y)}" for x, y in points)}"/>'


def _text(kind: str, x: float, y: float, text: str) -> str:
    return f'<text class="{kind}" x="{number(x)}" y="{number(y)}">{escape(text)}</text>'


def _kind(strand: Strand) -> str:
    return strand.change if strand.change is not None else "handler" if strand.is_dotted else "plain"


def _strand(strand: Strand, path: Path) -> str:
    dotted = " dotted" if strand.is_dotted else ""
    kind = _kind(strand)
    return f'<path class="edge {kind}{dotted}" d="{path.data}" marker-end="url(#to-{kind})"/>'


def _labels(strand: Strand, path: Path) -> Iterator[str]:
    size = _label_size(strand)
    if path.label is None or size is None:
        return
    x, y = path.label
    box = _rectangle(x - size.width / 2, y - size.height / 2, size.width, size.height, 3.0)
    yield f'<g class="label {_kind(strand)}">{box.replace("shape", "back")}'
    first = y - _LABEL_HEIGHT * (len(strand.labels) - 1) / 2 + 3.5
    for index, line in enumerate(strand.labels):
        yield _text("label", x, first + index * _LABEL_HEIGHT, line)
    yield "</g>"


def _notes(notes: tuple[str, ...], x: float, y: float) -> Iterator[str]:
    for index, note in enumerate(notes):
        yield _text("remark", x, y + index * _LINE_HEIGHT, note)


def _arrows() -> Iterator[str]:
    for kind in ("plain", "handler", "added", "removed", "changed"):
        yield (
            f'<marker id="to-{kind}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
            f'orient="auto" markerUnits="userSpaceOnUse"><path class="head {kind}" d="M0,0.5L8,4L0,7.5z"/></marker>'
        )
