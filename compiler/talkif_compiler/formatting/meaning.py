"""What a YAML text says, apart from how it is written."""

from __future__ import annotations

import yaml


def meaning(text: str) -> list[tuple[str, ...]] | None:
    """Events with anchors, tags and contents, in order; None for a text that is no YAML."""
    try:
        return [_said(event) for event in yaml.parse(text, Loader=yaml.CSafeLoader)]
    except yaml.YAMLError:
        return None


def _said(event: yaml.Event) -> tuple[str, ...]:
    anchor = getattr(event, "anchor", None) or ""
    tag = getattr(event, "tag", None) or ""
    if isinstance(event, yaml.ScalarEvent):
        # A plain scalar may be a number; the same characters in quotes are text.
        return ("plain" if event.implicit[0] else "text", anchor, tag, event.value)
    return (type(event).__name__, anchor, tag)
