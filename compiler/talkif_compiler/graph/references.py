"""Where very many lines lead to one node, most of them end at a small sign with its name instead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgspec.structs import replace

from .picture import PictureNode
from .strands import Strand

LINES_MAX = 8


def with_references(nodes: Sequence[PictureNode], lines: Sequence[Strand]) -> tuple[list[PictureNode], list[Strand]]:
    """The first line to a busy node is kept, and every line that has changed."""
    busy = {key for key, count in Counter(line.target for line in lines).items() if count > LINES_MAX}
    ids = {node.key: node.id for node in nodes}
    signs: list[PictureNode] = []
    drawn: list[Strand] = []
    kept: set[str] = set()
    for line in lines:
        if line.target in busy and line.target in kept and line.change is None and line.origin != line.target:
            sign = PictureNode(f"@reference:{len(signs)}", f"↪ {ids[line.target]}", "reference")
            signs.append(sign)
            line = replace(line, target=sign.key)
        elif line.change is None:
            kept.add(line.target)
        drawn.append(line)
    return [*nodes, *signs], drawn
