"""Where somebody hears what the flow says: not after a hang-up, and not while a machine records."""

from __future__ import annotations

from collections.abc import Callable

from ...fields.edges import EdgeFields
from ...linking.link import Linked
from ...nodes.voicemail import Voicemail
from .ways import Reach

_NOBODY_LEFT = frozenset({"hangup", "voicemail"})


def nobody_hears(edge: EdgeFields | None) -> bool:
    """Whether the line is dead, or a machine is on it, once the edge is taken."""
    return edge is not None and edge.on is not None and edge.on.value in _NOBODY_LEFT


def listeners(linked: Linked) -> Reach:
    """Where calls can get with somebody on the line."""
    return Reach(linked, stops=_leaves_the_caller(linked))


def _leaves_the_caller(linked: Linked) -> Callable[[EdgeFields | None], bool]:
    to_machines = {id(edge) for node in linked.nodes.values() if isinstance(node, Voicemail) for edge in node.next}
    return lambda edge: nobody_hears(edge) or id(edge) in to_machines
