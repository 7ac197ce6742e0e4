"""How a scalar is written: quotes, and where its lines begin."""

from __future__ import annotations

import re

from msgspec import Struct

_HEADER = re.compile(r"[|>](?P<marks>[-+0-9]*)(?P<rest>[^\n]*)")
_NEEDS_ESCAPE = re.compile(r"[\"\\\x00-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")


class Written(Struct, frozen=True):
    text: str
    line_ends: str
    """That follow it and are not its content."""


def quoted(text: str, style: str | None) -> str:
    """Double quotes in place of single ones, where the content needs no escape for it."""
    if style != "'" or _NEEDS_ESCAPE.search(text):
        return text
    content = text[1:-1].replace("''", "'")
    return f'"{content}"'


def continued(text: str, indent: int, style: str | None) -> str:
    """A plain or quoted scalar of several lines, with the later ones at `indent`. YAML folds the space around."""
    first, *rest = text.split("\n")
    last = rest.pop()
    lines = [_without_end(first, style)]
    lines += [_at(indent, _without_end(line, style)) for line in rest]
    return "\n".join([*lines, _at(indent, last)])


def block(text: str, parent: int, new_parent: int) -> Written:
    """A literal or folded scalar, moved with the collection that it is in. `text`: to the next token or comment."""
    header = _HEADER.match(text)
    assert header is not None, "a block scalar begins with its header"
    marks = header.group("marks")
    lines = text[header.end() + 1 :].split("\n") if header.end() < len(text) else [""]
    digit = next((int(mark) for mark in marks if mark.isdigit()), None)
    indent = parent + digit if digit is not None else _detected(lines)
    new_indent = new_parent + (digit if digit is not None else 2)
    body = [_moved(line, indent, new_indent) for line in lines]
    is_open = bool(body[-1])
    if not is_open:
        body.pop()
    if is_open and "-" not in marks:
        # Without a line end in the file there is none in the content, but the file will have one.
        marks = marks.replace("+", "") + "-"
    line_ends = 0 if is_open else 1
    while body and not body[-1] and "+" not in marks:
        body.pop()
        line_ends += 1
    head = text[0] + marks + header.group("rest").rstrip()
    return Written("\n".join([head, *body]), "\n" * line_ends)


def _detected(lines: list[str]) -> int:
    """Indentation of a block scalar that does not say it."""
    for line in lines:
        content = line.lstrip(" ")
        if content:
            return len(line) - len(content)
    return max(map(len, lines))


def _moved(line: str, indent: int, new_indent: int) -> str:
    content = line[indent:]
    return " " * new_indent + content if content else ""


def _without_end(line: str, style: str | None) -> str:
    stripped = line.rstrip(" \t")
    backslashes = len(stripped) - len(stripped.rstrip("\\"))
    if style == '"' and backslashes % 2 and len(stripped) < len(line):
        # An escaped space or tab is content.
        return line[: len(stripped) + 1]
    return stripped


def _at(indent: int, line: str) -> str:
    content = line.lstrip(" \t")
    return " " * indent + content if content else ""
