"""Files stop at 400 lines and functions at 60, so that each can be read in one sitting."""

from __future__ import annotations

import ast

from tests.architecture.tree import ROOT, python_files, syntax

FILE_LINES = 400
FUNCTION_LINES = 60


def test_files_stop_at_400_lines() -> None:
    lengths = {path: len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in python_files()}
    long = [f"{path}: {length} lines" for path, length in lengths.items() if length > FILE_LINES]
    assert not long, f"split these by idea, one idea per file (limit {FILE_LINES}):\n" + "\n".join(long)


def test_functions_stop_at_60_lines() -> None:
    long = [
        f"{path}:{node.lineno} {node.name}: {node.end_lineno - node.lineno + 1} lines"
        for path in python_files()
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > FUNCTION_LINES
    ]
    assert not long, f"take named steps out of these (limit {FUNCTION_LINES}):\n" + "\n".join(long)
