"""Keys of the phone that edges wait for."""

from __future__ import annotations

from ...fields.edges import EdgeFields, is_key_event


def key_of(edge: EdgeFields) -> str | None:
    """One key or several: `1`, `12`."""
    if edge.on is None or not is_key_event(edge.on.value):
        return None
    return edge.on.value.removeprefix("dtmf:")
