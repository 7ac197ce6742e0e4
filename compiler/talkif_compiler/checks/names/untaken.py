"""Events that nothing takes, apart from those that an edge which cannot be probably means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...linking.flow_interface import EXIT
from ...nodes.fields import NodeFields
from ...suggest import nearest
from .impossible_edge import is_possible


def untaken(node: NodeFields, missing: Sequence[str], mistaken: Iterable[str] = ()) -> list[str]:
    """Those of the missing events that are a finding of their own.

    A misspelt event is one already, and so is an `else` where the node has none. `mistaken`: events of edges that
    are wrong for other reasons.
    """
    if not missing:
        return []
    strays = [edge for edge in node.next if not is_possible(node, edge)]
    if any(edge.kind == "else" for edge in strays):
        return []
    words = [*mistaken, *(edge.on.value for edge in strays if edge.on is not None)]
    meant = {nearest(word, missing) for word in words} | {EXIT + word for word in words}
    return [event for event in missing if event not in meant]
