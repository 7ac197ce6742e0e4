"""Whatever leads to a node leads to one that a call can be in."""

from __future__ import annotations

from pathlib import Path

import pytest

from talkif_compiler.diagnostics import Diagnostic
from talkif_compiler.pipeline import check_flow, compile_flow
from talkif_compiler.repository.project import read_bundle

FLOW = """\
schema: talkif.flow/v1
flow: a
start: {start}
settings: {{idle: {{after: 8s, prompts: ["Hello?"], then: {then}}}}}
inputs: {{plan: {{type: enum, values: [free, pro]}}}}
variables: {{x: {{type: string}}}}
outputs: [x]
handlers: [{{on: "dtmf:0", to: {handler}}}]
nodes:
  greet: {greet}
  bye: {{type: end, say: "Goodbye."}}
  remark: {remark}
"""
PLAIN = {
    "start": "greet",
    "then": "bye",
    "handler": "bye",
    "greet": "{type: say, text: Hello., next: bye}",
    "remark": "{type: note, text: Said on Mondays.}",
}


def found(rule: str, **changes: str) -> list[Diagnostic]:
    compiled = compile_flow({"a.yaml": FLOW.format(**(PLAIN | changes))}, "a.yaml")
    return [item for item in compiled.diagnostics if item.rule == rule]


def test_a_note_that_nothing_leads_to_is_fine() -> None:
    assert found("broken-reference") == []


@pytest.mark.parametrize(
    "changes",
    [
        {"start": "remark"},
        {"then": "remark"},
        {"handler": "remark"},
        {"greet": "{type: say, text: Hello., next: remark}"},
        {"greet": "{type: switch, on: inputs.plan, cases: {free: remark, pro: bye}}"},
        {"greet": "{type: branch, next: [{else: remark}]}"},
        {
            "greet": "{type: menu, ask: Which?, choices: {one: {says: one, to: remark}}, "
            "next: [{on: no_input, to: bye}, {on: no_match, to: bye}]}"
        },
        {
            "greet": "{type: collect, into: x, ask: Which?, "
            "next: [{on: done, to: bye}, {on: no_input, to: remark}, {on: gave_up, to: bye}]}"
        },
    ],
)
def test_no_call_comes_to_a_note(changes: dict[str, str]) -> None:
    (one,) = found("broken-reference", **changes)
    assert (one.severity, one.span.text) == ("error", "remark")
    assert one.message == "`remark` is a note, and no call comes to a note"
    assert one.help is not None
    assert one.help.startswith("Lead to a node that does something, or make `remark` one.")


def test_a_slip_is_not_mended_into_a_note() -> None:
    (one,) = found("broken-reference", greet="{type: say, text: Hello., next: remarc}")
    assert one.message == "there is no node `remarc`"
    assert "remark" not in (one.help or "")


@pytest.mark.parametrize("following", ["bye", "[{else: bye}]", "[{on: done, to: bye}]"])
def test_nothing_comes_after_a_note(following: str) -> None:
    (one,) = found("impossible-edge", remark=f"{{type: note, text: Said on Mondays., next: {following}}}")
    assert one.message == "a node of type `note` is only a remark, so nothing comes after it"


def test_a_file_outside_of_the_repository_is_said_to_be_there(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(FLOW.format(**PLAIN) + "prompt: {file: ../a.md}\n", encoding="utf-8")
    bundle = read_bundle(tmp_path, "a.yaml")
    diagnostics = check_flow(bundle.files, "a.yaml", unread=bundle.unread)
    (one,) = [item for item in diagnostics if item.rule == "broken-reference"]
    assert one.message == "the file `../a.md` cannot be read: it is outside of the repository"
    assert one.help == "Paths begin at the folder that holds `talkif.yaml`."


@pytest.mark.parametrize(("content", "faults"), [("Hello.\n", []), (" \n", ["the file `hello.md` is empty"])])
def test_a_file_has_text_in_it(content: str, faults: list[str]) -> None:
    flow = FLOW.format(**(PLAIN | {"greet": "{type: say, text: {file: hello.md}, next: bye}"}))
    diagnostics = check_flow({"a.yaml": flow, "hello.md": content}, "a.yaml")
    assert [item.message for item in diagnostics if item.rule == "broken-reference"] == faults
