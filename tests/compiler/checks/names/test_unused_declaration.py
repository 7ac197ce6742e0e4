"""What callers and models give to a tool reaches somebody."""

from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
start: talk
tools:
  find:
    description: Finds an order.
    parameters: {id: {type: string, required: true}, size: {type: integer}}
    REQUEST
nodes:
  talk: {type: agent, prompt: Help., tools: [find], next: [{when: The caller says goodbye, to: bye}]}
  bye: {type: end, say: Goodbye.}
"""


URL = 'url: "https://api.example.com/o"'
WITH_ID = 'url: "https://api.example.com/o/{{args.id}}"'


@pytest.mark.parametrize(
    ("lines", "unsent"),
    [
        ([URL], ["id", "size"]),
        ([WITH_ID], ["size"]),
        ([WITH_ID, 'body: {n: [{size: "{{args.size}}"}]}'], []),
        ([URL, 'headers: {X-Id: "{{args.id}}"}', 'query: {n: "{{args.size}}"}'], []),
        ([URL, 'body: {all: "{{json args}}"}'], []),
        ([WITH_ID, 'query: {n: "{{> order}}"}'], []),
        # The name that is not there is the finding.
        ([WITH_ID, 'query: {n: "{{args.sise}}"}'], []),
        (['mcp: {url: "https://mcp.example.com", tool: find}'], []),
    ],
)
def test_a_parameter_that_no_request_sends(lines: list[str], unsent: list[str]) -> None:
    text = FLOW.replace("REQUEST", "\n    ".join(lines))
    files = {"flows/a.yaml": text, "prompts/order.md": "{{args.size}}", "talkif.yaml": "schema: talkif.project/v1\n"}
    found = [item for item in check_flow(files, "flows/a.yaml") if item.rule == "unused-declaration"]
    assert [item.span.text for item in found] == unsent


@pytest.mark.parametrize(("required", "count"), [("true", 1), ("false", 0)])
def test_a_default_that_nobody_gets(required: str, count: int) -> None:
    flow = f"""\
schema: talkif.flow/v1
flow: a
start: bye
inputs: {{plan: {{type: string, required: {required}, default: free}}}}
nodes: {{bye: {{type: end, say: "Goodbye, {{{{plan}}}}."}}}}
"""
    found = [item.span.text for item in check_flow({"a.yaml": flow}, "a.yaml") if item.rule == "unused-declaration"]
    assert found == ["free"] * count
