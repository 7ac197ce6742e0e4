from __future__ import annotations

import subprocess
from pathlib import Path
from xml.etree import ElementTree

import orjson
from click.testing import CliRunner, Result

from talkif_compiler.cli import commands

FLOW = """\
schema: talkif.flow/v1
flow: shop
start: ask
outcomes: [sold, lost]
handlers: [{on: "dtmf:0", to: lost}]
nodes:
  ask: {type: agent, prompt: Sell., greeting: Hello., next: [{when: They buy, to: sold}, {when: They leave, to: lost}]}
  sold: {type: end, outcome: sold}
  lost: {type: end, outcome: lost}
"""
TESTS = """\
schema: talkif.test/v1
flow: shop
tests:
  - name: they buy
    script: [{bot: {says: Hello}}, {user: "Yes."}, {llm: {choose: sold}}]
    outcome: sold
  - name: they leave
    script: [{hangup: true}]
    outcome: lost
"""
FAILURE = "the call should end with `lost`, and ends without an outcome (caller_hung_up)"


def run(folder: Path, *arguments: str) -> Result:
    (folder / "shop.yaml").write_text(FLOW, encoding="utf-8")
    (folder / "shop.test.yaml").write_text(TESTS, encoding="utf-8")
    return CliRunner().invoke(commands, ["test", str(folder), *arguments])


def test_failures_have_their_place_and_what_went_before(tmp_path: Path) -> None:
    result = run(tmp_path)
    path = tmp_path / "shop.test.yaml"
    assert result.exit_code == 1
    assert result.output == (
        f"{path}\n"
        "  ok    they buy\n"
        "  FAIL  they leave\n"
        f"        {path}:9:14: {FAILURE}\n"
        "        | ask: Hello.\n"
        "        | caller hangs up\n"
        "        | the call ends: caller_hung_up\n"
        "\n"
        "shop: 2 of 3 nodes, 1 of 2 edges, 0 of 1 handlers\n"
        "  lost was never entered\n"
        "  ask → lost (when) was never taken\n"
        "  any node → lost (on) was never taken\n"
        "1 of 2 tests failed\n"
    )


def test_tests_are_chosen_by_name(tmp_path: Path) -> None:
    result = run(tmp_path, "-k", "buy")
    assert result.exit_code == 0
    assert result.output.endswith("1 test passed\n")
    result = run(tmp_path, "-k", "steal")
    assert (result.exit_code, "no test has `steal` in its name" in result.output) == (2, True)


def test_json_has_all_counts(tmp_path: Path) -> None:
    report = orjson.loads(run(tmp_path, "--format", "json").stdout)
    assert (report["passed"], report["failed"], report["broken"]) == (1, 1, [])
    assert [test["failure"] for test in report["tests"]] == [None, {"message": FAILURE, "line": 9, "column": 14}]
    assert report["coverage"]["shop"]["nodes"] == {"ask": 2, "sold": 1, "lost": 0}
    assert report["coverage"]["shop"]["edges"] == [
        {"node": "ask", "kind": "when", "to": "sold", "condition": "", "taken": 1},
        {"node": "ask", "kind": "when", "to": "lost", "condition": "", "taken": 0},
    ]


def test_junit_has_a_case_for_each_test(tmp_path: Path) -> None:
    root = ElementTree.fromstring(run(tmp_path, "--format", "junit").stdout)
    assert (root.attrib["tests"], root.attrib["failures"]) == ("2", "1")
    cases = [(case.attrib["name"], case.find("failure") is not None) for case in root.iter("testcase")]
    assert cases == [("they buy", False), ("they leave", True)]


def test_lcov_has_nodes_as_lines_and_edges_as_branches(tmp_path: Path) -> None:
    assert run(tmp_path, "--format", "lcov").stdout.splitlines() == [
        "SF:shop.yaml",
        "BRDA:7,0,0,1",
        "BRDA:7,0,1,0",
        "BRF:2",
        "BRH:1",
        "DA:7,2",
        "DA:8,1",
        "DA:9,0",
        "LF:3",
        "LH:2",
        "end_of_record",
    ]


def test_changed_edges_are_counted_since_a_revision(tmp_path: Path) -> None:
    run(tmp_path)
    git = ["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@example.com"]
    old = FLOW.replace(", {when: They leave, to: lost}", "").replace('[{on: "dtmf:0", to: lost}]', "[]")
    (tmp_path / "shop.yaml").write_text(old, encoding="utf-8")
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"]):
        subprocess.run([*git, *command], check=True)
    assert "0 of 1 handlers, 0 of 2 changed edges" in run(tmp_path, "--since", "HEAD").output
    result = run(tmp_path, "--since", "nowhere")
    assert (result.exit_code, "nowhere" in result.output) == (2, True)


def test_tests_of_a_broken_flow_do_not_run(tmp_path: Path) -> None:
    run(tmp_path)
    (tmp_path / "shop.yaml").write_text(FLOW.replace("start: ask", "start: aks"), encoding="utf-8")
    result = CliRunner().invoke(commands, ["test", str(tmp_path), "--format", "json"])
    assert (result.exit_code, orjson.loads(result.stdout)["broken"]) == (1, [str(tmp_path / "shop.test.yaml")])
    assert "there is no node `aks`" in result.stderr
    junit = CliRunner().invoke(commands, ["test", str(tmp_path), "--format", "junit"]).stdout
    assert {key: ElementTree.fromstring(junit).attrib[key] for key in ("tests", "failures", "errors")} == {
        "tests": "1",
        "failures": "0",
        "errors": "1",
    }


def test_a_folder_without_tests_is_wrong_use(tmp_path: Path) -> None:
    result = CliRunner().invoke(commands, ["test", str(tmp_path)])
    assert (result.exit_code, "there is no test in these paths" in result.output) == (2, True)
