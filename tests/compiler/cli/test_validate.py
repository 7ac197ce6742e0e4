from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from talkif_compiler.cli import commands, main

GOOD = "schema: talkif.flow/v1\nflow: {id}\nstart: b\nnodes: {{b: {{type: end}}}}\n"
BAD = GOOD.replace("start: b", "start: c")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository inside the working folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop" / "flows").mkdir(parents=True)
    (tmp_path / "shop" / "talkif.yaml").write_text("schema: talkif.project/v1\n", encoding="utf-8")
    return tmp_path / "shop" / "flows"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(commands, ["validate", *arguments])


def test_a_clean_flow_exits_with_0(here: Path) -> None:
    (here / "a.yaml").write_text(GOOD.format(id="a"), encoding="utf-8")
    result = run("shop")
    assert (result.exit_code, result.output) == (0, "1 flow checked, nothing found\n")


def test_an_error_exits_with_1_and_paths_are_those_of_the_working_folder(here: Path) -> None:
    (here / "a.yaml").write_text(BAD.format(id="a"), encoding="utf-8")
    result = run("shop", "--format", "concise")
    assert result.exit_code == 1
    assert result.output.splitlines()[0] == "shop/flows/a.yaml:3:8: error[broken-reference] there is no node `c`"


def test_json_is_one_document(here: Path) -> None:
    (here / "a.yaml").write_text(BAD.format(id="a"), encoding="utf-8")
    diagnostics = json.loads(run("shop", "--format", "json").stdout)["diagnostics"]
    assert [item["span"]["file"] for item in diagnostics] == ["shop/flows/a.yaml"]


def test_github_gets_annotations_and_nothing_else_on_stdout(here: Path) -> None:
    (here / "a.yaml").write_text(BAD.format(id="a"), encoding="utf-8")
    assert [line[:7] for line in run("shop", "--format", "github").stdout.splitlines()] == ["::error"]


@pytest.mark.parametrize("arguments", [("nowhere",), ("shop",), (), ("shop", "--format", "xml")])
def test_wrong_use_exits_with_2(here: Path, arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_many_flows_are_compiled_in_order(here: Path) -> None:
    for number in range(90):
        text = (BAD if number in (3, 88) else GOOD).format(id=f"f{number}")
        (here / f"f{number:03}.yaml").write_text(text, encoding="utf-8")
    lines = run("shop", "--format", "concise").output.splitlines()
    assert [line.split(":")[0] for line in lines[:-1]] == ["shop/flows/f003.yaml", "shop/flows/f088.yaml"]
    assert lines[-1].startswith("90 flows checked, 2 errors found")


def test_a_crash_exits_with_2(here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "a.yaml").write_text(GOOD.format(id="a"), encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["talkif-flows", "validate", "shop"])
    monkeypatch.setattr("talkif_compiler.cli.compiling.check_flow", lambda *_: 1 / 0)
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == 2
    assert "ZeroDivisionError" in capsys.readouterr().err
