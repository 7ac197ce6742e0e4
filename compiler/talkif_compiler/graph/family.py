"""Which shape a node gets. A type that is not named here is placed by what it says about itself."""

from __future__ import annotations

from ..nodes import NODE_TYPES
from .picture import Role

_BY_NAME: dict[str, Role] = {
    **dict.fromkeys(("say", "play", "voicemail"), "say"),
    **dict.fromkeys(("branch", "switch", "hours", "split"), "decide"),
    "note": "note",
}
_BY_TYPE = {node.TYPE: node for node in NODE_TYPES}


def family_of(type_name: str) -> Role:
    node = _BY_TYPE.get(type_name)
    if type_name in _BY_NAME or node is None:
        return _BY_NAME.get(type_name, "step")
    if node.ENDS:
        return "transfer" if node.WAYS.kinds else "end"
    if node.LISTENS:
        return "listen"
    return "step" if "always" in node.WAYS.kinds else "act"
