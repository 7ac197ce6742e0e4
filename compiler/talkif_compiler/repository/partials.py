"""Partials of templates: `{{> disclosure}}` pulls in `prompts/disclosure.md`."""

from __future__ import annotations

import re

_CALL = re.compile(r"\{\{~?(?P<block>#?)>\s*[\"']?(?P<name>[A-Za-z_][\w./-]*)")
_INLINE = re.compile(r"\{\{~?#\*\s*inline\s+[\"'](?P<name>[^\"']+)[\"']")


def path_of(name: str) -> str:
    return f"prompts/{name}.md"


def called(text: str) -> list[tuple[str, int, int]]:
    """(name, start, end) of every partial that has to come from a file."""
    inline = {match["name"] for match in _INLINE.finditer(text)}
    return [
        (match["name"], match.start("name"), match.end("name"))
        for match in _CALL.finditer(text)
        if not match["block"] and match["name"] not in inline
    ]


def mentioned(text: str) -> set[str]:
    """Names of all partials that the text may use, with or without a fallback of its own."""
    return {match["name"] for match in _CALL.finditer(text)}
