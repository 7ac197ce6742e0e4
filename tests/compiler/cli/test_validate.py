from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from talkif_compiler.cli import commands, main
from talkif_compiler.repository import project

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
    assert result.exit_code == 0
    assert re.fullmatch(r"1 flow checked in \d+\.\d\d s, nothing found\n", result.output)


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


def test_two_files_with_one_flow_id_name_each_other(here: Path) -> None:
    def found(path: str) -> list[tuple[str, str]]:
        project._flows_by_id.cache_clear()
        result = run(path, "--format", "json")
        return [(item["span"]["file"], item["rule"]) for item in json.loads(result.stdout)["diagnostics"]]

    (here / "a.yaml").write_text(GOOD.format(id="a"), encoding="utf-8")
    assert found("shop") == []
    (here / "b.yaml").write_text(GOOD.format(id="a"), encoding="utf-8")
    expected = [(f"shop/flows/{name}.yaml", "duplicate-flow") for name in ("a", "b")]
    assert found("shop/flows/a.yaml") == expected[:1]
    assert found("shop") == expected
    (here / "b.yaml").write_text(GOOD.format(id="b"), encoding="utf-8")
    assert found("shop") == []


@pytest.mark.parametrize(
    "arguments", [("nowhere",), ("shop",), (), ("shop", "--format", "xml"), ("shop", "--unsafe-fixes")]
)
def test_wrong_use_exits_with_2(here: Path, arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_many_flows_are_compiled_in_order(here: Path) -> None:
    for number in range(90):
        text = (BAD if number in (3, 88) else GOOD).format(id=f"f{number}")
        (here / f"f{number:03}.yaml").write_text(text, encoding="utf-8")
    lines = run("shop", "--format", "concise").output.splitlines()
    assert [line.split(":")[0] for line in lines[:-1]] == ["shop/flows/f003.yaml", "shop/flows/f088.yaml"]
    assert re.fullmatch(r"90 flows checked in .* s, 2 errors found", lines[-1])


def test_a_crash_exits_with_2(here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "a.yaml").write_text(GOOD.format(id="a"), encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["talkif-flows", "validate", "shop"])
    monkeypatch.setattr("talkif_compiler.pipeline.check_flow", lambda *_, **__: 1 / 0)
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == 2
    assert "ZeroDivisionError" in capsys.readouterr().err


WARNS = (
    "\ufeffschema: talkif.flow/v1\r\nflow: w\r\nstart: b\r\n"
    "prompt: '{{at}}'\r\ninputs:\r\n  at:\r\n    type: enum\r\n    default: '12:30'\r\n"
    "    values: [12:30, 1.10] # kept\r\nnodes: {b: {type: end}}\r\n"
)
MENDED = WARNS.replace("12:30, 1.10", '"12:30", "1.10"')


@pytest.fixture
def flow(here: Path) -> Path:
    """A flow with two findings that have a safe fix."""
    path = here / "w.yaml"
    path.write_bytes(WARNS.encode())
    return path


def test_fail_on_decides_the_exit_code(flow: Path) -> None:
    codes = [run("shop", "--fail-on", severity).exit_code for severity in ("error", "warning", "info")]
    assert codes == [0, 1, 1]


def test_quiet_prints_findings_and_nothing_else(flow: Path) -> None:
    assert run("shop", "-q", "--format", "concise").output.count("\n") == 2
    flow.write_bytes(MENDED.encode())
    assert run("shop", "-q").output == ""


@pytest.mark.parametrize("form", ["json", "jsonl", "sarif", "gitlab", "junit"])
def test_documents_are_the_same_each_time_and_utf8_on_any_terminal(
    flow: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    flow.write_text(BAD.format(id="w") + "# é\n'é日': 1\n", encoding="utf-8")
    first = CliRunner().invoke(commands, ["validate", "shop", "--format", form])
    second = CliRunner(charset="ascii").invoke(commands, ["validate", "shop", "--format", form])
    assert first.exit_code == 1
    assert first.stdout_bytes == second.stdout_bytes
    assert "é日" in first.stdout_bytes.decode()
    assert first.stderr == ""


def test_a_terminal_that_cannot_say_it_gets_an_escape(flow: Path) -> None:
    flow.write_text(GOOD.format(id="w") + "'é': 1\n", encoding="utf-8")
    result = CliRunner(charset="ascii").invoke(commands, ["validate", "shop"])
    assert "\\xe9" in result.stdout_bytes.decode("ascii")


def test_junit_names_clean_flows(flow: Path) -> None:
    flow.write_bytes(MENDED.encode())
    assert '<testsuite name="shop/flows/w.yaml" tests="1" failures="0"' in run("shop", "--format", "junit").stdout


def test_color_is_for_terminals_that_want_it(flow: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _: True)
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[" in CliRunner().invoke(commands, ["validate", "shop"], color=True).output
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in CliRunner().invoke(commands, ["validate", "shop"], color=True).output


def test_many_findings_of_a_rule_are_cut_and_all_shows_them(flow: Path) -> None:
    values = ", ".join(f"12:{number}" for number in range(10, 35))
    flow.write_text(WARNS.replace("12:30, 1.10", values).replace("'12:30'", "'12:10'"), encoding="utf-8")
    output = run("shop").output
    assert output.count("warning[ambiguous-scalar]") == 10
    assert "15 more ambiguous-scalar in shop/flows/w.yaml; `--all` shows them" in output
    assert run("shop", "--all").output.count("warning[ambiguous-scalar]") == 25
    assert run("shop", "--format", "grouped").output.count("ambiguous-scalar  `") == 10
    assert run("shop", "--format", "concise").output.count("warning[ambiguous-scalar]") == 25


def test_fix_changes_what_is_wrong_and_nothing_else(flow: Path) -> None:
    flow.chmod(0o640)
    result = run("shop", "--fix")
    assert (result.exit_code, flow.read_bytes()) == (0, MENDED.encode())
    assert result.output.startswith("2 fixes applied in 1 file\n1 flow checked")
    assert flow.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in flow.parent.iterdir()] == ["w.yaml"]
    again = run("shop", "--fix")
    assert again.output.startswith("no fix applied\n")
    assert flow.read_bytes() == MENDED.encode()


def test_what_cannot_be_fixed_decides_the_exit_code(flow: Path) -> None:
    flow.write_text(WARNS.replace("start: b", "start: bb"), encoding="utf-8")
    result = run("shop", "--fix", "--format", "concise")
    assert result.exit_code == 1
    assert "broken-reference" in result.output
    assert "ambiguous-scalar" not in result.output
    assert run("shop", "--fix", "--unsafe-fixes").exit_code == 0
    assert "start: b\r\n" in flow.read_bytes().decode()


def test_diff_changes_nothing(flow: Path) -> None:
    result = run("shop", "--fix", "--diff")
    assert flow.read_bytes() == WARNS.encode()
    assert result.stdout.startswith("--- a/shop/flows/w.yaml\n+++ b/shop/flows/w.yaml\n@@ ")
    assert '+    values: ["12:30", "1.10"] # kept\r\n' in result.stdout_bytes.decode()
    assert result.stderr == "2 fixes would be applied in 1 file\n"


def test_fix_does_not_follow_a_link_out_of_the_repository(flow: Path, tmp_path: Path) -> None:
    outside = tmp_path / "elsewhere.yaml"
    flow.rename(outside)
    flow.symlink_to(outside)
    result = run("shop", "--fix")
    assert result.exit_code == 2
    assert "leads out of the repository" in result.output
    assert outside.read_bytes() == WARNS.encode()


def test_a_link_inside_of_the_repository_stays_a_link(flow: Path) -> None:
    real = flow.rename(flow.parent.parent / "real.yaml")
    flow.symlink_to(real)
    assert run(str(flow), "--fix").exit_code == 0
    assert flow.is_symlink()
    assert real.read_bytes() == MENDED.encode()


def test_what_several_flows_find_in_a_shared_file_is_said_once(here: Path) -> None:
    (here.parent / "prompts").mkdir()
    (here.parent / "prompts" / "p.md").write_text("Hi {{nobody}}", encoding="utf-8")
    text = GOOD.replace("type: end", "type: end, say: {{file: prompts/p.md}}")
    for name in ("a", "b"):
        (here / f"{name}.yaml").write_text(text.format(id=name), encoding="utf-8")
    lines = run("shop", "--format", "concise", "-q").output.splitlines()
    assert [line.split(" ")[0] for line in lines] == ["shop/prompts/p.md:1:6:"]


def test_a_flow_that_runs_a_changed_flow_is_checked(here: Path) -> None:
    outer = '{{run: {{type: subflow, flow: a, next: [{{on: "exit:done", to: b}}]}}, b: {{type: end}}}}\n'
    (here / "b.yaml").write_text(BAD.replace("{{b: {{type: end}}}}\n", outer).format(id="b"), encoding="utf-8")
    (here / "a.yaml").write_text(GOOD.format(id="a"), encoding="utf-8")
    result = run("--changed", "shop/flows/a.yaml", "--format", "concise", "-q")
    assert (result.exit_code, result.output.split(":")[0]) == (1, "shop/flows/b.yaml")


def test_changed_files_without_flows_are_fine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ci.yml").write_text("on: push\n", encoding="utf-8")
    result = run("--changed", "--fix", "ci.yml", "--format", "json")
    assert (result.exit_code, json.loads(result.stdout)) == (0, {"diagnostics": []})


PROJECT = """\
schema: talkif.project/v1
environments:
  production: {secrets: {key: vault}}
  staging: {}
"""
OPEN = """\
schema: talkif.flow/v1
flow: open
start: find
nodes:
  find:
    type: http
    url: https://example.com/
    headers: {Authorization: {secret: key}}
    next: [{on: success, to: bye}, {on: failure, to: bye}]
  bye: {type: end}
"""


def test_an_environment_is_checked_by_itself_or_all_are(tmp_path: Path) -> None:
    (tmp_path / "talkif.yaml").write_text(PROJECT, encoding="utf-8")
    (tmp_path / "open.yaml").write_text(OPEN, encoding="utf-8")

    def checked(*arguments: str) -> tuple[int, bool]:
        result = CliRunner().invoke(commands, ["validate", str(tmp_path), *arguments])
        return result.exit_code, "staging" in result.output

    assert checked() == (1, True)
    assert checked("--env", "production") == (0, False)
    assert checked("--env", "staging") == (1, True)
    assert checked("--env", "stagin") == (1, True)


def test_a_draft_may_have_holes(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(OPEN.replace("{on: success, to: bye}, ", ""), encoding="utf-8")
    assert CliRunner().invoke(commands, ["validate", str(tmp_path)]).exit_code == 1
    assert CliRunner().invoke(commands, ["validate", str(tmp_path), "--draft"]).exit_code == 0


def test_a_baseline_accepts_what_is_there_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "talkif.yaml").write_text("schema: talkif.project/v1\n", encoding="utf-8")
    (tmp_path / "flows").mkdir()
    flow = tmp_path / "flows" / "a.yaml"
    flow.write_text(OPEN.replace("{on: success, to: bye}, ", ""), encoding="utf-8")
    monkeypatch.chdir(tmp_path / "flows")
    assert CliRunner().invoke(commands, ["validate", ".", "--write-baseline"]).exit_code == 0
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(commands, ["validate", "flows"]).exit_code == 0
    flow.write_text(flow.read_text(encoding="utf-8") + "  lost: {type: say, text: Hi}\n", encoding="utf-8")
    assert CliRunner().invoke(commands, ["validate", "flows"]).exit_code == 1


TEST = "schema: talkif.test/v1\nflow: {flow}\ntests:\n  - {{name: t, script: [{{bot: {{node: {node}}}}}]}}\n"


def test_tests_and_tools_are_checked_like_flows(here: Path) -> None:
    (here / "a.yaml").write_text(GOOD.format(id="a"), encoding="utf-8")
    (here / "a.test.yaml").write_text(TEST.format(flow="a", node="bb"), encoding="utf-8")
    (here.parent / "tools").mkdir()
    lone = "schema: talkif.tools/v1\ntools: {t: {description: Finds., url: 'http://example.com/'}}\n"
    (here.parent / "tools" / "lone.yaml").write_text(lone, encoding="utf-8")
    lines = run("shop", "--format", "concise").output.splitlines()
    assert [line.split("]")[0] for line in lines[:-1]] == [
        "shop/flows/a.test.yaml:4:37: error[broken-reference",
        "shop/tools/lone.yaml:2:40: error[insecure-url",
    ]
    pattern = r"1 flow, 1 test file and 1 tool file checked in .* s, 2 errors found, 2 with a suggested fix"
    assert re.fullmatch(pattern, lines[-1])
    assert run("shop", "--fix", "--unsafe-fixes").exit_code == 0
    assert (here / "a.test.yaml").read_text(encoding="utf-8") == TEST.format(flow="a", node="b")


def test_a_test_is_checked_again_when_its_flow_has_changed(here: Path) -> None:
    def findings() -> list[str]:
        project._flows_by_id.cache_clear()
        return [item["rule"] for item in json.loads(run("shop", "--format", "json").stdout)["diagnostics"]]

    (here / "a.yaml").write_text(GOOD.format(id="a"), encoding="utf-8")
    (here / "a.test.yaml").write_text(TEST.format(flow="a", node="b"), encoding="utf-8")
    assert findings() == []
    (here / "a.yaml").write_text(GOOD.format(id="a").replace("b: {", "c: {").replace(": b", ": c"), encoding="utf-8")
    assert findings() == ["broken-reference"]
    (here / "a.yaml").write_text(GOOD.format(id="z"), encoding="utf-8")
    assert findings() == ["unknown-flow"]


def test_a_file_that_is_none_of_ours_is_said_to_be_and_the_others_are_checked(here: Path) -> None:
    (here / "a.yaml").write_text(BAD.format(id="a"), encoding="utf-8")
    (here.parent / "readme.md").write_text("# Shop\n", encoding="utf-8")
    os.mkfifo(here / "pipe.yaml")
    result = run("shop/readme.md", "shop/flows/a.yaml", "shop/flows/pipe.yaml", "--format", "concise", "-q")
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "shop/flows/a.yaml:3:8: error[broken-reference] there is no node `c`",
        "shop/flows/pipe.yaml:1:1: error[broken-reference] the file cannot be read: it is a pipe, not a file",
        "shop/readme.md:1:1: error[unknown-file] "
        "this is no flow, test, file of tools, project file, lock file or baseline",
    ]


def test_the_project_file_may_be_named_alone(here: Path) -> None:
    (here.parent / "talkif.yaml").write_text("schema: talkif.project/v1\ncolour: red\n", encoding="utf-8")
    result = run("shop/talkif.yaml")
    assert result.exit_code == 1
    assert "there is no key `colour` here" in result.output
    assert re.search(r"^1 file checked in .* s, 1 error found$", result.output, re.MULTILINE)


def test_a_baseline_accepts_what_tests_have(here: Path) -> None:
    (here / "a.yaml").write_text(GOOD.format(id="a").replace("start", "outcomes: [x]\nstart"), encoding="utf-8")
    (here / "a.test.yaml").write_text("flow: a\ntests: [{name: t, script: [], outcome: y}]\n", encoding="utf-8")
    assert run("shop").exit_code == 1
    assert run("shop", "--write-baseline").exit_code == 0
    assert run("shop", "--write-baseline").exit_code == 0
    assert "a.test.yaml" in (here.parent / "talkif.baseline.json").read_text(encoding="utf-8")


def test_junit_names_every_file_that_was_checked(flow: Path) -> None:
    flow.write_bytes(MENDED.encode())
    flow.with_name("w.test.yaml").write_text(TEST.format(flow="w", node="b"), encoding="utf-8")
    suites = re.findall(r'<testsuite name="([^"]*)"', run("shop", "--format", "junit").stdout)
    assert suites == ["shop/flows/w.test.yaml", "shop/flows/w.yaml", "shop/talkif.yaml"]


def test_a_flow_that_changed_is_checked_with_its_tests_and_a_test_by_itself(here: Path) -> None:
    for name in ("a", "b"):
        (here / f"{name}.yaml").write_text(GOOD.format(id=name), encoding="utf-8")
        (here / f"{name}.test.yaml").write_text(TEST.format(flow=name, node="nobody"), encoding="utf-8")

    def files(*changed: str) -> list[str]:
        output = run("--changed", *changed, "--format", "concise", "-q").output
        return [line.split(":")[0] for line in output.splitlines()]

    assert files("shop/flows/a.yaml") == ["shop/flows/a.test.yaml"]
    assert files("shop/flows/b.test.yaml") == ["shop/flows/b.test.yaml"]
    assert files("shop/talkif.yaml") == ["shop/flows/a.test.yaml", "shop/flows/b.test.yaml"]
