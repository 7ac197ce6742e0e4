"""The files of the repository and their syntax trees, as the architecture tests read them."""

from __future__ import annotations

import ast
import gc
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

#: Top folder -> its import package.
PACKAGES = {
    "schemas": "talkif_schemas",
    "compiler": "talkif_compiler",
    "runtime": "talkif_runtime",
    "api": "talkif_api",
}


@cache
def files() -> tuple[str, ...]:
    """Paths relative to the root of everything that git knows or would add, sorted."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return tuple(sorted(path for path in set(listed.stdout.split("\0")) if path and (ROOT / path).is_file()))


def python_files() -> list[str]:
    return [path for path in files() if path.endswith(".py") or path == "dev"]


def source_files() -> list[str]:
    """Python files of the four packages."""
    return [path for path in python_files() if path.partition("/")[0] in PACKAGES]


@cache
def syntax(path: str) -> ast.Module:
    text = (ROOT / path).read_text(encoding="utf-8")
    # What a collection runs may parse, too (a traceback that is logged does), and CPython 3.11 then miscounts the depth
    # of this parse: SystemError, github.com/python/cpython/issues/106905.
    gc.disable()
    try:
        return ast.parse(text, filename=path)
    finally:
        gc.enable()


def dotted_name(node: ast.AST) -> str:
    """`os.environ` for that attribute; empty for anything but names and their attributes."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        head = dotted_name(node.value)
        return f"{head}.{node.attr}" if head else ""
    return ""
