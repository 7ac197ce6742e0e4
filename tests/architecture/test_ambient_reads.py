"""The environment is read in settings.py alone and the time in clock.py alone; all else is handed what it needs."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from tests.architecture.tree import dotted_name, source_files, syntax

ENVIRONMENT_READS = {"os.environ", "os.environb", "os.getenv", "environ", "getenv"}
CLOCK_READS = {
    "time.time",
    "time.time_ns",
    "time.monotonic",
    "time.monotonic_ns",
    "time.perf_counter",
    "time.perf_counter_ns",
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "date.today",
    "datetime.date.today",
}

#: File name or path -> why it may read the clock.
CLOCKS = {
    "clock.py": "the source of time of its program",
    "schemas/talkif_schemas/ids.py": "a UUIDv7 starts with the time",
}


def reads(names: set[str], allowed: Callable[[PurePosixPath], bool]) -> Iterator[str]:
    for path in source_files():
        if allowed(PurePosixPath(path)):
            continue
        for node in ast.walk(syntax(path)):
            if isinstance(node, ast.Name | ast.Attribute) and dotted_name(node) in names:
                yield f"{path}:{node.lineno} {dotted_name(node)}"
            if isinstance(node, ast.ImportFrom):
                imported = {f"{node.module}.{alias.name}" for alias in node.names}
                yield from (f"{path}:{node.lineno} {name}" for name in sorted(imported & names))


def test_only_settings_read_the_environment() -> None:
    found = list(reads(ENVIRONMENT_READS, lambda path: path.name == "settings.py"))
    assert not found, "add a field to the program's settings.py and pass it in:\n" + "\n".join(found)


def test_only_clocks_read_the_time() -> None:
    found = list(reads(CLOCK_READS, lambda path: path.name in CLOCKS or str(path) in CLOCKS))
    assert not found, "take a clock as an argument, or the moment itself:\n" + "\n".join(found)
