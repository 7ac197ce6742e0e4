from __future__ import annotations

import os
import shlex
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from talkif_compiler.cli import commands
from talkif_compiler.diagnostics import Diagnostic
from talkif_compiler.formatting import MeaningChanged
from talkif_compiler.source import SourceFile
from tests.architecture.tree import ROOT

UGLY = b"\xef\xbb\xbfschema:   talkif.flow/v1\r\nflow: 'a'  # kept\r\nstart: b\r\nnodes: { b: {type: end} }\r\n\r\n\r\n"
NEAT = b'schema: talkif.flow/v1\nflow: "a"  # kept\nstart: b\nnodes: {b: {type: end}}\n'


@pytest.fixture
def flow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "talkif.yaml").write_text("schema: talkif.project/v1\n", encoding="utf-8")
    (tmp_path / "flows").mkdir()
    path = tmp_path / "flows" / "a.yaml"
    path.write_bytes(UGLY)
    return path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(commands, ["fmt", *arguments])


def test_files_are_brought_into_their_form_once(flow: Path) -> None:
    flow.chmod(0o600)
    result = run(".")
    assert (result.exit_code, result.output) == (0, "formatted  flows/a.yaml\n2 files read, 1 formatted\n")
    assert flow.read_bytes() == NEAT
    assert flow.stat().st_mode & 0o777 == 0o600
    assert run(".").output == "2 files read, 0 formatted\n"


def test_check_names_files_and_changes_nothing(flow: Path) -> None:
    result = run("flows", "--check")
    assert (result.exit_code, result.output) == (1, "would change  flows/a.yaml\n1 file read, 1 would change\n")
    assert flow.read_bytes() == UGLY
    flow.write_bytes(NEAT)
    assert run("flows", "--check", "-q").exit_code == 0


def test_diff_prints_and_changes_nothing(flow: Path) -> None:
    flow.write_bytes(NEAT.replace(b"{b:", b"{ b:"))
    result = run("flows", "--diff")
    assert result.exit_code == 1
    assert "--- a/flows/a.yaml\n+++ b/flows/a.yaml\n" in result.stdout
    assert "-nodes: { b: {type: end}}\n+nodes: {b: {type: end}}\n" in result.stdout
    assert result.stderr == "1 file read, 1 would change\n"
    assert b"{ b:" in flow.read_bytes()


def test_a_file_with_an_error_is_left_alone_and_the_others_are_not(flow: Path) -> None:
    broken = flow.with_name("b.yaml")
    broken.write_text("schema: talkif.flow/v1\nflow:  [\n", encoding="utf-8")
    result = run("flows")
    assert result.exit_code == 1
    assert "error[yaml-syntax]" in result.output
    assert "flows/b.yaml:" in result.output
    assert broken.read_text(encoding="utf-8") == "schema: talkif.flow/v1\nflow:  [\n"
    assert flow.read_bytes() == NEAT


@pytest.mark.parametrize(
    ("name", "text", "is_ours"),
    [
        ("tools/t.yaml", "schema:  talkif.tools/v1\n", True),
        ("flows/a.test.yaml", "flow:  a\ntests: []\n", True),
        ("talkif.yaml", "environments:  {}\n", True),
        ("deploy.yaml", "kind:  Service\n", False),
        ("k8s.test.yaml", "kind:  Service\n", False),
        (".github/workflows/ci.yml", "schema:  talkif.flow/v1\n", False),
        ("notes.md", "schema:  talkif.flow/v1\n", False),
    ],
)
def test_only_files_of_flows_are_touched(flow: Path, name: str, text: str, is_ours: bool) -> None:
    path = flow.parents[1] / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    run(".")
    assert (path.read_text(encoding="utf-8") != text) is is_ours


def test_a_file_of_somebody_else_may_be_named_and_stays(flow: Path) -> None:
    other = flow.with_name("deploy.yaml")
    other.write_text("kind:  Service\n", encoding="utf-8")
    assert run(str(other)).output == "0 files read, 0 formatted\n"
    assert other.read_text(encoding="utf-8") == "kind:  Service\n"


def test_a_link_out_of_the_repository_is_not_followed(flow: Path) -> None:
    root = flow.parents[1]
    (root / "shop" / ".git").mkdir(parents=True)
    link = root / "shop" / "a.yaml"
    link.symlink_to(flow)
    (root / "talkif.yaml").unlink()
    result = run("shop")
    assert result.exit_code == 2
    assert "leads out of the repository" in result.output
    assert flow.read_bytes() == UGLY


@pytest.mark.parametrize("arguments", [(), ("nowhere.yaml",), ("--write",)])
def test_wrong_use_exits_with_2(flow: Path, arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_a_file_that_is_no_text_exits_with_2(flow: Path) -> None:
    path = flow.with_name("\x1b[31m.yaml")
    path.write_bytes(b"\xff\xfe")
    result = run(str(path))
    assert result.exit_code == 2
    assert "<U+001B>[31m.yaml: the file is not UTF-8 (byte 0)" in result.output


@pytest.mark.parametrize("hook", yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")))
def test_hooks_run_on_the_files_of_a_commit(flow: Path, hook: dict[str, object]) -> None:
    assert hook["language"] == "python"
    assert hook["pass_filenames"] is True
    program, *entry = shlex.split(str(hook["entry"]))
    assert program == "talkif-flows"
    (flow.parents[1] / "ci.yml").write_text("on:   push\n", encoding="utf-8")

    def commit(text: bytes) -> int:
        flow.write_bytes(text)
        return CliRunner().invoke(commands, [*entry, "flows/a.yaml", "talkif.yaml", "ci.yml"]).exit_code

    assert commit(NEAT) == 0
    assert commit(NEAT.replace(b"start: b", b"start: [")) == 1


@pytest.mark.parametrize("option", [(), ("--check",), ("--diff",)])
def test_what_cannot_be_read_is_named_and_the_others_are_done(flow: Path, option: tuple[str, ...]) -> None:
    os.mkfifo(flow.with_name("pipe.yaml"))
    flow.with_name("lost.yaml").symlink_to("nowhere")
    result = run("flows/pipe.yaml", "flows/lost.yaml", "flows/a.yaml", *option)
    assert result.exit_code == 2
    assert result.stderr.splitlines()[:2] == [
        "flows/lost.yaml: it is a link that leads nowhere",
        "flows/pipe.yaml: it is a pipe, not a file",
    ]
    assert "flows/a.yaml" in result.stdout
    assert flow.read_bytes() == (UGLY if option else NEAT)
    assert run("flows", *option).exit_code == 2


def test_what_cannot_be_written_is_named_and_the_others_are_done(flow: Path, tmp_path: Path) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}.yaml"
    outside.write_bytes(UGLY)
    flow.with_name("0.yaml").symlink_to(outside)
    result = run("flows")
    assert result.exit_code == 2
    assert "flows/0.yaml: leads out of the repository" in result.stderr
    assert result.stdout == "formatted  flows/a.yaml\n2 files read, 1 formatted\n"
    assert (outside.read_bytes(), flow.read_bytes()) == (UGLY, NEAT)


def test_a_file_of_which_the_meaning_would_change_stays_and_the_others_do_not(
    flow: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def formatted(source: SourceFile) -> tuple[str, list[Diagnostic]]:
        if source.path.endswith("b.yaml"):
            raise MeaningChanged
        return NEAT.decode(), []

    monkeypatch.setattr("talkif_compiler.cli.fmt.formatted", formatted)
    other = flow.with_name("b.yaml")
    other.write_bytes(UGLY)
    result = run("flows")
    assert result.exit_code == 2
    assert result.stderr == "flows/b.yaml: formatting would change what the file says; it was not written\n"
    assert (flow.read_bytes(), other.read_bytes()) == (NEAT, UGLY)


def test_what_programs_write_is_left_alone(flow: Path) -> None:
    for name in ("talkif.lock", "talkif.baseline.json"):
        path = flow.parents[1] / name
        path.write_text('{"schema":   1}', encoding="utf-8")
        run(".", str(path))
        assert path.read_text(encoding="utf-8") == '{"schema":   1}'
