"""What was found is taken again as long as nothing has changed that it follows from."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from talkif_compiler.diagnostics import Diagnostic
from talkif_compiler.pipeline import check_file, check_flow
from talkif_compiler.repository import cache
from talkif_compiler.repository.cache import FILE, FOLDER, FindingsCache, reads
from talkif_compiler.repository.project import Bundle, read_bundle

FLOW = """\
schema: talkif.flow/v1
flow: a
start: greet
prompt: {file: prompts/a.md}
nodes:
  greet: {type: say, text: "Hello {{name}}.", next: other}
  other: {type: subflow, flow: b, next: [{on: "exit:done", to: bye}]}
  bye: {type: end}
"""
OTHER = "schema: talkif.flow/v1\nflow: b\nstart: bye\nnodes: {bye: {type: end}}\n"
ENTRY = "flows/a.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write(tmp_path, "talkif.yaml", "schema: talkif.project/v1\n")
    write(tmp_path, ENTRY, FLOW)
    write(tmp_path, "flows/b.yaml", OTHER)
    write(tmp_path, "prompts/a.md", "Be brief. {{> tone}}")
    return tmp_path.resolve()


def write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def check(root: Path) -> tuple[Diagnostic, ...]:
    """As a run of the compiler does it."""
    store = FindingsCache(root)
    bundle = read_bundle(root, ENTRY)
    findings = check_flow(bundle.files, ENTRY)
    store.keep(reads(bundle), findings)
    store.save()
    return findings


def told(findings: tuple[Diagnostic, ...] | None) -> list[Any] | None:
    return (
        None
        if findings is None
        else [(found.rule, found.message, found.span.text, found.fingerprint) for found in findings]
    )


def test_findings_are_taken_again(root: Path) -> None:
    findings = check(root)
    assert findings
    assert told(FindingsCache(root).find(ENTRY)) == told(findings)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda root: write(root, ENTRY, FLOW + "# a comment\n"), id="the flow"),
        pytest.param(lambda root: write(root, "prompts/a.md", "Be kind."), id="a file that it reads"),
        pytest.param(lambda root: write(root, "prompts/tone.md", "Kindly."), id="a file that was missing"),
        pytest.param(lambda root: (root / "prompts" / "a.md").unlink(), id="a file that is gone"),
        pytest.param(lambda root: write(root, "talkif.yaml", "schema: talkif.project/v1\n# changed\n"), id="project"),
        pytest.param(lambda root: write(root, "talkif.lock", "schema: talkif.lock/v1\n"), id="lock file"),
        pytest.param(lambda root: write(root, "talkif.baseline.json", "{}"), id="baseline"),
        pytest.param(lambda root: write(root, "flows/b.yaml", OTHER + "# changed\n"), id="a flow that it runs"),
        pytest.param(lambda root: write(root, "flows/c.yaml", OTHER), id="another flow of the same id"),
    ],
)
def test_every_change_that_matters_is_noticed(root: Path, change: Callable[[Path], None]) -> None:
    check(root)
    change(root)
    assert FindingsCache(root).find(ENTRY) is None


def test_a_change_that_does_not_matter_is_none(root: Path) -> None:
    check(root)
    write(root, "prompts/other.md", "Hello.")
    write(root, "flows/notes.yaml", "a: 1\n")
    (root / ENTRY).touch()
    assert FindingsCache(root).find(ENTRY) is not None


def test_another_compiler_asks_anew(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check(root)
    monkeypatch.setattr(cache, "_compiler", lambda: "another")
    assert FindingsCache(root).find(ENTRY) is None


def test_the_compiler_is_known_by_its_files() -> None:
    found = {Path(path).name for folder in cache._folders("talkif_compiler") for path, _, _ in cache._sources(folder)}
    assert {"cache.py", "pipeline.py", "unreachable_node.py"} <= found


def damaged(root: Path, change: Callable[[dict[str, Any]], object]) -> None:
    file = root / FOLDER / FILE
    data = json.loads(file.read_bytes())
    change(data)
    file.write_text(json.dumps(data), encoding="utf-8")


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.update(flows=[]),
        lambda data: data["flows"].update({ENTRY: []}),
        lambda data: data["flows"][ENTRY].update(files=[]),
        lambda data: data["flows"][ENTRY].update(files={}),
        lambda data: data["flows"][ENTRY]["files"].update({"a\0b": "x"}),
        lambda data: data["flows"][ENTRY]["files"].update({"x" * 5_000: "x"}),
        lambda data: data["flows"][ENTRY]["files"].update({"../../etc/passwd": "x"}),
        lambda data: data["flows"][ENTRY].update(findings=None),
        lambda data: data["flows"][ENTRY].update(findings=[{}]),
        lambda data: data["flows"][ENTRY]["findings"][0].update(span=["/etc/passwd", 0, 1]),
        lambda data: data["flows"][ENTRY]["findings"][0].update(span=[ENTRY, 0, 10**9]),
    ],
)
def test_a_damaged_cache_is_ignored(root: Path, change: Callable[[dict[str, Any]], object]) -> None:
    check(root)
    damaged(root, change)
    assert FindingsCache(root).find(ENTRY) is None


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff\xfe", b'{"flows": 1}', b"[" * 100_000])
def test_a_file_that_is_no_cache_is_ignored_and_replaced(root: Path, data: bytes) -> None:
    (root / FOLDER).mkdir(parents=True)
    (root / FOLDER / FILE).write_bytes(data)
    assert FindingsCache(root).find(ENTRY) is None
    check(root)
    assert FindingsCache(root).find(ENTRY) is not None


def test_nothing_is_written_through_a_link_that_leads_out(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (root / ".talkif").symlink_to(outside)
    check(root)
    assert not list(outside.rglob(FILE))
    assert FindingsCache(root).find(ENTRY) is None


def test_a_folder_that_cannot_be_written_is_no_error(root: Path) -> None:
    write(root, ".talkif", "a file where the folder would be")
    assert check(root)
    assert FindingsCache(root).find(ENTRY) is None


def test_git_leaves_the_cache_out(root: Path) -> None:
    check(root)
    assert (root / FOLDER / ".gitignore").read_text() == "*\n"


def test_the_oldest_entries_go_first(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_MAX_FLOWS", 3)
    store = FindingsCache(root)
    for number in range(5):
        write(root, f"{number}.yaml", OTHER)
        store.keep(reads(Bundle(f"{number}.yaml", {f"{number}.yaml": OTHER})), ())
    store.save()
    kept = FindingsCache(root)
    assert [number for number in range(5) if kept.find(f"{number}.yaml") is not None] == [2, 3, 4]


def test_the_file_stays_within_its_bound(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_MAX_BYTES", 1_000)
    store = FindingsCache(root)
    for number in range(50):
        store.keep(reads(Bundle(f"{number}.yaml", {f"{number}.yaml": OTHER})), ())
    store.save()
    assert 0 < (root / FOLDER / FILE).stat().st_size <= 1_000


def _check_often(root: Path) -> None:
    cache._compiler = lambda: "the same"  # type: ignore[assignment]
    for _ in range(10):
        check(root)
        assert FindingsCache(root).find(ENTRY) is not None


def test_two_programs_at_once_do_no_harm(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_compiler", lambda: "the same")
    others = [multiprocessing.get_context("spawn").Process(target=_check_often, args=(root,)) for _ in range(2)]
    for other in others:
        other.start()
    for other in others:
        other.join()
    assert [other.exitcode for other in others] == [0, 0]
    assert [path.name for path in (root / FOLDER).iterdir() if path.name.startswith(f".{FILE}")] == []
    assert FindingsCache(root).find(ENTRY) is not None


TEST = "flows/a.test.yaml"


def check_test(root: Path) -> None:
    store = FindingsCache(root)
    bundle = read_bundle(root, TEST)
    store.keep(reads(bundle), check_file(bundle.files, TEST))
    store.save()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param(TEST, "flow: a\ntests: []\n# changed\n", id="the test"),
        pytest.param(ENTRY, FLOW + "# changed\n", id="its flow"),
        pytest.param("flows/b.yaml", OTHER + "# changed\n", id="a flow that its flow runs"),
        pytest.param("flows/c.yaml", FLOW, id="another flow of the same id"),
        pytest.param("talkif.yaml", "schema: talkif.project/v1\n# changed\n", id="project"),
    ],
)
def test_every_change_that_matters_to_a_test_is_noticed(root: Path, name: str, text: str) -> None:
    write(root, TEST, "flow: a\ntests: []\n")
    check_test(root)
    assert FindingsCache(root).find(TEST) == ()
    write(root, name, text)
    assert FindingsCache(root).find(TEST) is None


def test_a_test_notices_a_flow_that_was_not_there(root: Path) -> None:
    write(root, TEST, "flow: new\ntests: []\n")
    check_test(root)
    assert [found.rule for found in FindingsCache(root).find(TEST) or ()] == ["unknown-flow"]
    write(root, "flows/new.yaml", OTHER.replace("flow: b", "flow: new"))
    assert FindingsCache(root).find(TEST) is None
