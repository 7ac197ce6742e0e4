"""Paths that the documents name exist, so that a map never leads nowhere."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from tests.architecture.tree import ROOT, files

TOP = ("api", "compiler", "docs", "flows", "runtime", "schemas", "tests", ".ci", ".github")
CODE = re.compile(r"`((?:\./)?(?:" + "|".join(map(re.escape, TOP)) + r")/[^`\s]*)`")
LINK = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)")


def documents() -> list[str]:
    return [path for path in files() if path.endswith(".md") and not path.startswith(("docs/rules/", "tests/golden/"))]


def named_paths(path: str) -> Iterator[tuple[Path, str]]:
    """(folder, name): what is named, and the folder that the name starts from. `<x>` stands for any one name."""
    text = (ROOT / path).read_text(encoding="utf-8")
    yield from ((ROOT, name) for name in CODE.findall(text))
    yield from (((ROOT / path).parent, name) for name in LINK.findall(text))


def exists(folder: Path, name: str) -> bool:
    """True when git knows it: an empty folder on this machine would be missing in a clone."""
    wanted = os.path.relpath(folder / name.rstrip("/"), ROOT)
    pattern = re.sub(r"<[^>]*>", "*", wanted)
    return any(fnmatch(path, pattern) or fnmatch(path, pattern + "/*") for path in files())


def test_paths_in_documents_exist() -> None:
    wrong = [
        f"{path}: {name}" for path in documents() for folder, name in named_paths(path) if not exists(folder, name)
    ]
    assert not wrong, "these name no file; correct the path or add the file:\n" + "\n".join(wrong)


MAP = re.compile(r"^\| in `([^`]+)/` \|.*\n\|---\|---\|\n((?:\|.*\n)+)", re.MULTILINE)
NOT_IN_MAPS = ("__init__.py", "py.typed")


def test_a_program_map_names_every_file_and_folder() -> None:
    """`checks/<family>/` stands for `checks/`; what lies deeper than the map's folder is not asked for."""
    wrong = []
    for program in ("api", "compiler", "runtime", "schemas"):
        found = MAP.search((ROOT / program / "README.md").read_text(encoding="utf-8"))
        assert found, f"{program}/README.md has no map"
        folder, rows = found.groups()
        first = [cell.split("|")[1] for cell in rows.splitlines()]
        named = {name.split("/")[0] for cell in first for name in re.findall(r"`([^`]+)`", cell)}
        inside = {
            path.removeprefix(f"{program}/{folder.split('/', 1)[1]}/").split("/")[0]
            for path in files()
            if path.startswith(f"{folder}/")
        }
        there = inside - set(NOT_IN_MAPS)
        wrong += [f"{program}/README.md: {name} is not there" for name in sorted(named - there)]
        wrong += [f"{program}/README.md: {name} is not in the map" for name in sorted(there - named)]
    assert not wrong, "\n".join(wrong)
