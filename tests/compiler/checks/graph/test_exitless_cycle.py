from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
start: greet
handlers: [{{on: "dtmf:0", to: bye}}]
nodes:
  greet: {{type: say, text: Hello., next: {greet}}}
  round: {{type: {round}, next: {round_to}}}
  bye: {{type: end}}
"""


@pytest.mark.parametrize(
    ("greet", "node", "target", "found"),
    [
        ("greet", "dnc", "bye", {("exitless-cycle", "greet")}),
        ("round", "dnc", "greet", {("no-path-to-end", None)}),
        ("round", "dnc", "round", {("exitless-cycle", "round")}),
        # The caller presses the key while the call waits.
        ("round", "wait, for: 2s", "round", set()),
    ],
)
def test_a_circle_is_left_by_a_handler_only_where_time_passes(
    greet: str, node: str, target: str, found: set[tuple[str, str | None]]
) -> None:
    text = FLOW.format(greet=greet, round=node, round_to=target)
    rules = {"no-path-to-end", "exitless-cycle"}
    assert {(item.rule, item.node) for item in check_flow({"a.yaml": text}, "a.yaml") if item.rule in rules} == found
