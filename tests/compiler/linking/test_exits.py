"""Which outputs of another flow have a value at its exits, as the flow that calls it sees it."""

from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

CALLER = """\
schema: talkif.flow/v1
flow: caller
start: find
variables: {total: {type: number}}
nodes:
  find:
    type: subflow
    flow: finder
    inputs: {known: "1"}
    outputs: {total: total}
    next: [{on: "exit:found", to: tell}, {on: "exit:none", to: bye}]
  tell: {type: end, say: "It is {{total}}."}
  bye: {type: end, say: Goodbye.}
"""

FINDER = """\
schema: talkif.flow/v1
flow: finder
start: look
inputs: {known: {type: number, required: true}}
variables: {total: {type: number}}
outputs: [total]
outcomes: [found, none]
nodes:
  look: {type: branch, next: [{if: "inputs.known == 1", set: {total: "2"}, to: choose}, {else: choose}]}
  choose:
    type: branch
    next: [CHOICE]
  yes: {type: end, outcome: found}
  no: {type: end, outcome: none}
"""


def unset(choice: str) -> bool:
    """Whether the caller may find no value after `exit:found`."""
    files = {"caller.yaml": CALLER, "finder.yaml": FINDER.replace("CHOICE", choice)}
    found = check_flow(files, "caller.yaml")
    assert {finding.rule for finding in found if finding.severity == "error"} <= {"maybe-unset-variable"}, found
    return any(finding.rule == "maybe-unset-variable" for finding in found)


@pytest.mark.parametrize(
    "choice",
    [
        '{if: "vars.total != null", to: yes}, {else: no}',
        '{if: "vars.total == null", to: no}, {else: yes}',
        '{if: "vars.total != null && vars.total > 1", to: yes}, {else: no}',
    ],
)
def test_conditions_before_an_exit_prove_its_outputs(choice: str) -> None:
    assert not unset(choice)


@pytest.mark.parametrize(
    "choice",
    [
        '{if: "inputs.known == 2", to: yes}, {else: no}',
        '{if: "vars.total != null", to: no}, {else: yes}',
        '{if: "vars.total != null || inputs.known == 2", to: yes}, {else: no}',
        '{if: "vars.total != null", set: {total: "null"}, to: yes}, {else: no}',
    ],
)
def test_what_no_condition_proves_may_be_unset(choice: str) -> None:
    assert unset(choice)
