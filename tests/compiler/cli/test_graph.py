from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from talkif_compiler.cli import commands

FLOW = """\
schema: talkif.flow/v1
flow: shop
start: a
nodes:
  a: {type: say, text: "Hello.", next: b}
  b: {type: end}
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "talkif.yaml").write_text("schema: talkif.project/v1\n", encoding="utf-8")
    (tmp_path / "a.yaml").write_text(FLOW, encoding="utf-8")
    return tmp_path


def graph(*arguments: str) -> Result:
    return CliRunner().invoke(commands, ["graph", *arguments])


def commit(folder: Path) -> None:
    identity = ("-c", "user.name=Ana", "-c", "user.email=ana@example.com", "-c", "commit.gpgsign=false")
    for arguments in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message", "First"]):
        subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, timeout=30)


@pytest.mark.parametrize(
    ("form", "first"),
    [("mermaid", "flowchart TD"), ("dot", 'digraph "shop" {'), ("svg", "<svg "), ("json", "{"), ("text", "start")],
)
def test_a_flow_is_drawn_in_each_format(here: Path, form: str, first: str) -> None:
    result = graph("a.yaml", "--format", form)
    assert result.exit_code == 0
    assert result.stdout.startswith(first)


def test_a_picture_is_written_to_a_file(here: Path) -> None:
    result = graph("a.yaml", "--format", "svg", "--out", "out/a.svg")
    assert (result.exit_code, result.output) == (0, "")
    assert (here / "out" / "a.svg").read_text(encoding="utf-8") == graph("a.yaml", "--format", "svg").stdout


@pytest.mark.parametrize(
    ("arguments", "form"),
    [
        (("--out", "a.SVG"), "svg"),
        (("--out", "a.gv"), "dot"),
        (("--out", "a.md"), "mermaid"),
        (("--format", "text", "--out", "a.svg"), "text"),
    ],
)
def test_the_name_of_the_file_says_what_is_drawn_unless_the_format_does(
    here: Path, arguments: tuple[str, ...], form: str
) -> None:
    assert graph("a.yaml", *arguments).exit_code == 0
    assert (here / arguments[-1]).read_text(encoding="utf-8") == graph("a.yaml", "--format", form).stdout


def test_a_flow_with_errors_is_drawn_all_the_same(here: Path) -> None:
    (here / "a.yaml").write_text(FLOW.replace("next: b", "next: c"), encoding="utf-8")
    result = graph("a.yaml", "--format", "text")
    assert result.exit_code == 0
    assert "a  say  “Hello.”  error: broken-reference\n  -> c\n" in result.stdout


def test_what_is_no_flow_exits_with_1_and_says_why(here: Path) -> None:
    (here / "a.yaml").write_text("nodes: [", encoding="utf-8")
    result = graph("a.yaml")
    assert result.exit_code == 1
    assert "error[yaml-syntax]" in result.output


def test_changes_since_a_revision_are_shown(here: Path) -> None:
    commit(here)
    (here / "a.yaml").write_text(FLOW.replace("Hello.", "Good day."), encoding="utf-8")
    assert graph("a.yaml", "--diff", "HEAD", "--format", "text").stdout == "~ a  (text)\n"
    changes = json.loads(graph("a.yaml", "--diff", "HEAD", "--format", "json").stdout)["changes"]
    assert changes["changed"] == ["a"]


def test_a_flow_that_was_not_there_is_all_added(here: Path) -> None:
    commit(here)
    (here / "b.yaml").write_text(FLOW.replace("flow: shop", "flow: store"), encoding="utf-8")
    lines = graph("b.yaml", "--diff", "HEAD", "--format", "text").stdout.splitlines()
    assert lines == ["~ flow", "+ a", "+ b", "+ start -> a", "+ a -> b"]


def test_a_flow_that_could_not_be_read_then_exits_with_1(here: Path) -> None:
    (here / "a.yaml").write_text("nodes: [", encoding="utf-8")
    commit(here)
    (here / "a.yaml").write_text(FLOW, encoding="utf-8")
    result = graph("a.yaml", "--diff", "HEAD")
    assert result.exit_code == 1
    assert "HEAD:a.yaml:1:" in result.output


def test_the_surroundings_of_a_node_are_shown(here: Path) -> None:
    lines = graph("a.yaml", "--focus", "b", "--depth", "0", "--format", "text").stdout.splitlines()
    assert lines == ["b  end", "2 of 3 nodes are farther than 0 from b."]


@pytest.mark.parametrize(
    "arguments",
    [
        *((), ("nowhere.yaml",), (".",), ("a.yaml", "--format", "png"), ("a.yaml", "--depth", "1")),
        *(("a.yaml", "--focus", "zz"), ("a.yaml", "--diff", "HEAD"), ("a.yaml", "--focus", "a", "--depth", "-1")),
        ("a.yaml", "--out", "talkif.yaml/x.svg"),
    ],
)
def test_wrong_use_exits_with_2(here: Path, arguments: tuple[str, ...]) -> None:
    result = graph(*arguments)
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_what_cannot_be_read_or_is_no_flow_is_said_to_be(here: Path) -> None:
    os.mkfifo(here / "pipe.yaml")
    (here / "lost.yaml").symlink_to("nowhere")
    (here / "a.test.yaml").write_text("flow: shop\ntests: []\n", encoding="utf-8")
    for name, reason in (("pipe.yaml", "it is a pipe, not a file"), ("lost.yaml", "it is a link that leads nowhere")):
        result = graph(name)
        assert (result.exit_code, f"the file cannot be read: {reason}" in result.output) == (1, True)
    result = graph("a.test.yaml")
    assert (result.exit_code, "this is a test of a flow, not a flow" in result.output) == (2, True)
