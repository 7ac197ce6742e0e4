"""Where the nodes of a flow are declared, read again from its text: a diagnostic knows them by their ids alone."""

from __future__ import annotations

from ..source import SourceFile, Span
from ..syntax.document import Mapping
from ..syntax.parse import parse


def node_places(source: SourceFile) -> dict[str, Span]:
    """Node id -> its key. Empty for a file that is no flow."""
    document, _ = parse(source)
    if not isinstance(document, Mapping) or "nodes" not in document.entries:
        return {}
    nodes = document.entries["nodes"].value
    if not isinstance(nodes, Mapping):
        return {}
    return {name: entry.key.span for name, entry in nodes.entries.items()}
