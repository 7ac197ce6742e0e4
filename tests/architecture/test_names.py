"""Names that say nothing about what is inside are refused, and so are words that belong to one machine."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from tests.architecture.tree import ROOT, files, python_files

EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "base", "manager", "service", "misc"}

#: pattern -> what to write instead. Brackets keep the patterns from finding themselves.
FOREIGN_WORDS = {
    r"(?<![\w.\-/])/(?:wor[k]|roo[t]|hom[e]/\w+)/": "a path of one machine; write it relative to the repository",
    r"\bfiles\.python[h]osted\.org|\bpyp[i]\.org/simple|\bregistry\.npm[j]s\.org": (
        "the host of a package registry; only uv.lock names one"
    ),
    r"(?:#|//) ?(?:TOD[O]|FIXM[E])\b": "a note to oneself; do it or drop it",
}


def test_no_module_has_an_empty_name() -> None:
    named = [
        path
        for path in python_files()
        if EMPTY_NAMES & {part.removesuffix(".py").removeprefix("test_") for part in PurePosixPath(path).parts}
    ]
    assert not named, "name these after the one idea that they hold:\n" + "\n".join(named)


def test_nothing_in_the_repository_belongs_to_one_machine() -> None:
    found = []
    for path in files():
        data = (ROOT / path).read_bytes()
        if path == "uv.lock" or b"\0" in data:
            continue
        for number, line in enumerate(data.decode("utf-8", errors="replace").splitlines(), 1):
            found += [
                f"{path}:{number} has {why}" for pattern, why in FOREIGN_WORDS.items() if re.search(pattern, line)
            ]
    assert not found, "\n".join(found)
