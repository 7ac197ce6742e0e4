from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from talkif_compiler.cli.compiling import Checked, check_paths
from talkif_compiler.repository.cache import FILE, FOLDER

FLOW = """\
schema: talkif.flow/v1
flow: {id}
start: greet
nodes: {{greet: {{type: say, text: "Hi {{{{nam}}}}.", next: bye}}}}
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "shop" / "flows"
    folder.mkdir(parents=True)
    for number in range(3):
        (folder / f"f{number}.yaml").write_text(FLOW.format(id=f"f{number}"), encoding="utf-8")
    (tmp_path / "shop" / "talkif.yaml").write_text("schema: talkif.project/v1\n", encoding="utf-8")
    return tmp_path


def told(files: list[Checked]) -> list[list[tuple[object, ...]]]:
    return [
        [(found.rule, found.span.file, found.span.text, found.fingerprint) for found in file.findings] for file in files
    ]


def flows(files: list[Checked]) -> list[Checked]:
    return [file for file in files if file.kind == "flow"]


def test_a_second_run_finds_the_same(here: Path) -> None:
    first = check_paths([Path("shop")])
    assert (here / "shop" / FOLDER / FILE).is_file()
    assert [bool(file.findings) for file in flows(first)] == [True] * 3
    assert told(check_paths([Path("shop")])) == told(first)


def test_only_what_changed_is_checked_again(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check_paths([Path("shop")])
    (here / "shop" / "flows" / "f1.yaml").write_text(FLOW.format(id="f1").replace("nam", "nme"), encoding="utf-8")
    checked: list[str] = []
    monkeypatch.setattr("talkif_compiler.pipeline.check_flow", lambda _files, entry, **_: checked.append(entry) or ())
    found = flows(check_paths([Path("shop")]))
    assert checked == ["flows/f1.yaml"]
    assert [bool(file.findings) for file in found] == [True, False, True]


def test_without_the_cache_nothing_is_read_or_written(here: Path) -> None:
    first = check_paths([Path("shop")], cache=False)
    assert not (here / "shop" / ".talkif").exists()
    check_paths([Path("shop")])
    cache = here / "shop" / FOLDER / FILE
    before = cache.read_bytes()
    (here / "shop" / "flows" / "f1.yaml").write_text(FLOW.format(id="f1") + "# changed\n", encoding="utf-8")
    assert told(check_paths([Path("shop")], cache=False)) == told(first)
    assert cache.read_bytes() == before


def test_findings_of_a_known_run_need_no_compiler(here: Path) -> None:
    """`talkif_compiler.pipeline` is the compiler, and the rest is what it takes long to import."""
    check_paths([Path("shop")])
    program = """
import sys
from pathlib import Path
from talkif_compiler.cli.compiling import check_paths
assert any(file.findings for file in check_paths([Path("shop")]))
heavy = ("talkif_compiler.pipeline", "pydantic", "cel_expr_python", "yaml", "networkx", "multiprocessing")
loaded = [name for name in heavy if name in sys.modules]
assert not loaded, loaded
"""
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, cwd=here)
