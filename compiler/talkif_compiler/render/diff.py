"""What changed in a file, as a unified diff that `git apply` takes."""

from __future__ import annotations

from difflib import unified_diff

from .visible import visible


def file_diff(path: str, before: str, after: str) -> str:
    """Empty when nothing differs."""
    name = visible(path.lstrip("/"))
    lines = unified_diff(_lines(before), _lines(after), f"a/{name}", f"b/{name}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _lines(text: str) -> list[str]:
    """With their ends. `splitlines` would also split at what is no line end to git."""
    *whole, last = text.split("\n")
    return [*(f"{line}\n" for line in whole), *([last] if last else [])]
