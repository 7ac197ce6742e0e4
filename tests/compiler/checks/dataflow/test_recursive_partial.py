from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
start: talk
nodes:
  talk: {type: agent, prompt: "{{> steps more=true}}", next: [{when: The caller is satisfied, to: bye}]}
  bye: {type: end}
"""


@pytest.mark.parametrize(
    ("steps", "places"),
    [
        ("One step. {{#if more}}Then: {{> steps more=false}}{{/if}}", []),
        ("One step. {{#if more}}Then: {{> steps more=account.name}}{{/if}}", []),
        ("One step. {{#if more}}Then: {{> steps more=1}}{{/if}}", ["steps"]),
        ("One step. {{> steps more=account.name}}", ["steps"]),
        # One circle is one finding, however it can be seen.
        ("One step. {{> steps}}", ["steps"]),
    ],
)
def test_a_partial_that_comes_to_an_end_is_none(steps: str, places: list[str]) -> None:
    files = {"flows/a.yaml": FLOW, "prompts/steps.md": steps, "talkif.yaml": "schema: talkif.project/v1\n"}
    found = [item for item in check_flow(files, "flows/a.yaml") if item.severity == "error"]
    assert [(item.rule, item.span.file, item.span.text) for item in found] == [
        ("recursive-partial", "prompts/steps.md", place) for place in places
    ]
