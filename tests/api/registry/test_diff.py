"""The difference of two versions: promise, nodes, source."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from talkif_api.registry.compiling import compile_source
from talkif_api.registry.diff import compare
from talkif_api.registry.version_store import Stored
from talkif_schemas.resources.flow_diffs import VersionDiff
from talkif_schemas.resources.flows import Source
from tests.api.registry.conftest import ADDITION, BREAKING, COMMENT, DESK, ENTRY, WORDING, Desk

PROMPT = "prompts/greeting.md"
WITH_FILE = DESK.replace('text: "Hello."', f"text: {{file: {PROMPT}}}")
LONGER = DESK.replace("next: bye}", 'next: more}\n  more: {type: say, text: "More.", next: bye}')


def stored(version: str, text: str, **files: str) -> Stored:
    source = Source(entry=ENTRY, files={ENTRY: text, **files})
    compiled = compile_source(source.entry, source.files, None)
    assert compiled.built is not None, compiled.diagnostics
    return Stored(version, compiled.built.artifact, source, dict(compiled.built.source_map))


def difference(before: str, after: str) -> VersionDiff:
    return compare(stored("1.0.0", before), stored("1.1.0", after))


@pytest.mark.parametrize(
    ("after", "kind", "bump"),
    [
        (DESK, "none", None),
        (COMMENT, "meta", None),
        (WORDING, "behaviour", "patch"),
        (ADDITION, "contract", "minor"),
        (BREAKING, "contract", "major"),
    ],
)
def test_the_weightiest_difference_gives_the_kind(after: str, kind: str, bump: str | None) -> None:
    found = difference(DESK, after)
    assert (found.kind, found.bump) == (kind, bump)
    assert bool(found.files) is (after != DESK)


def test_going_back_is_another_difference() -> None:
    assert [change.rule for change in difference(DESK, ADDITION).changes] == ["output-added"]
    assert [change.rule for change in difference(ADDITION, DESK).changes] == ["output-removed"]


def test_nodes_are_added_removed_and_changed_at_their_places() -> None:
    def nodes(before: str, after: str) -> list[tuple[Any, ...]]:
        return [
            (node.node, node.change, node.type, node.fields, node.place.line if node.place else None)
            for node in difference(before, after).nodes
        ]

    line = {name: LONGER[: LONGER.index(f"  {name}:")].count("\n") + 1 for name in ("greet", "more")}
    assert nodes(DESK, LONGER) == [
        ("greet", "changed", "say", ["edges"], line["greet"]),
        ("more", "added", "say", [], line["more"]),
    ]
    assert nodes(LONGER, DESK) == [
        ("greet", "changed", "say", ["edges"], line["greet"]),
        ("more", "removed", "say", [], line["more"]),
    ]
    assert nodes(DESK, COMMENT) == []


def test_what_is_no_node_is_a_section() -> None:
    assert difference(DESK, ADDITION).sections == ["outputs"]
    assert difference(DESK, WORDING).sections == []


def test_git_applies_the_diffs(tmp_path: Path) -> None:
    before = stored("1.0.0", WITH_FILE, **{PROMPT: "Hello.\n"})
    after = stored("1.0.1", WORDING)
    found = compare(before, after)
    assert [(file.path, file.change) for file in found.files] == [(ENTRY, "changed"), (PROMPT, "removed")]
    for path, text in before.source.files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    patch = "".join(file.diff for file in found.files)
    subprocess.run(["git", "apply", "--verbose"], input=patch.encode(), cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / ENTRY).read_text(encoding="utf-8") == WORDING


async def test_versions_are_compared_over_rest(desk: Desk) -> None:
    await desk.publish()
    await desk.publish(ADDITION)
    path = f"/flows/{desk.id}/versions"
    found = (await desk.account.get(f"{path}/1.0.0/diff/1.1.0")).json()
    assert (found["fromVersion"], found["toVersion"], found["kind"], found["bump"]) == (
        "1.0.0", "1.1.0", "contract", "minor",
    )  # fmt: skip
    assert "+outputs: [topic]" in found["files"][0]["diff"]
    missing = await desk.account.get(f"{path}/1.0.0/diff/9.9.9")
    assert (missing.status_code, missing.json()["code"]) == (404, "version_not_found")
