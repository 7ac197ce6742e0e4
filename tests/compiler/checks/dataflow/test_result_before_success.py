"""Where a result is surely missing, and where a request reads its own."""

from __future__ import annotations

from talkif_compiler.pipeline import check_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
start: first
variables: {got: {type: object}}
outputs: [got]
nodes:
  first: {type: http, url: "https://api.example.com/a", next: [{on: success, to: bye}, {on: failure, to: second}]}
  second:
    type: http
    url: "https://api.example.com/%s"
    map: {id: last.result.id}
    into: got
    next: [{on: success, to: bye, say: "It is {{last.result.id}}."}, {on: failure, to: bye}]
  bye: {type: end, say: "Goodbye."}
"""


def found(url: str) -> list[str]:
    return [item.span.text for item in check_flow({"a.yaml": FLOW % url}, "a.yaml") if item.rule == RULE]


RULE = "result-before-success"


def test_the_map_and_the_edges_of_a_request_read_its_own_result() -> None:
    assert found("b") == []


def test_its_address_reads_the_result_of_the_request_before() -> None:
    assert found("{{last.result.id}}") == ["last.result.id"]
