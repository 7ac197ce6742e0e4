from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
start: greet
nodes:
  greet: {type: say, text: "Hello.", next: bye}
  bye: {type: end}
  lost: {type: end}
"""


def severities(rules: str) -> list[tuple[str, str]]:
    files = {"flows/a.yaml": FLOW, "talkif.yaml": f"schema: talkif.project/v1\nrules: {rules}\n"}
    return [(found.rule, found.severity) for found in check_flow(files, "flows/a.yaml")]


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("{}", [("unreachable-node", "warning")]),
        ("{severity: {unreachable-node: error}}", [("unreachable-node", "error")]),
        ("{severity: {unreachable-node: off}}", []),
        ("{overrides: [{files: 'flows/**', severity: {unreachable-node: info}}]}", [("unreachable-node", "info")]),
        ("{overrides: [{files: 'other/**', severity: {unreachable-node: off}}]}", [("unreachable-node", "warning")]),
        ("{overrides: [{files: '*', nodes: lo*, severity: {unreachable-node: off}}]}", []),
        (
            "{overrides: [{files: '*', nodes: bye, severity: {unreachable-node: off}}]}",
            [("unreachable-node", "warning")],
        ),
        (
            "{severity: {unreachable-node: off}, overrides: [{files: '*', severity: {unreachable-node: error}}]}",
            [("unreachable-node", "error")],
        ),
    ],
)
def test_the_project_says_how_much_a_finding_weighs(rules: str, expected: list[tuple[str, str]]) -> None:
    assert severities(rules) == expected


def test_what_no_artifact_can_do_without_stays_an_error() -> None:
    assert severities("{severity: {wrong-type: off, undefined-variable: info}}") == [
        ("unreachable-node", "warning"),
        ("unknown-rule", "error"),
        ("unknown-rule", "error"),
    ]


def test_a_draft_may_have_holes() -> None:
    files = {"a.yaml": FLOW.replace("next: bye", "")}
    assert [(found.rule, found.severity) for found in check_flow(files, "a.yaml", draft=True)] == [
        ("dead-end", "warning"),
    ]
