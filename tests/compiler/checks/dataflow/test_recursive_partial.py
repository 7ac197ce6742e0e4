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


@pytest.mark.parametrize(
    ("one", "two", "is_circle"),
    [
        ("{{#if call.from}}{{> two}}{{/if}}", "{{#unless call.from}}{{> one}}{{/unless}}", False),
        ("{{#if call.from}}{{> two}}{{/if}}", "{{#if (not call.from)}}{{> one}}{{/if}}", False),
        ("{{#if call.from}}{{> two}}{{/if}}", "{{#if call.from}}Hi.{{else}}{{> one}}{{/if}}", False),
        ("{{#if (eq call.to 'a')}}{{> two}}{{/if}}", "{{#if (eq call.to 'b')}}{{> one}}{{/if}}", False),
        ("{{#if (eq call.to 'a')}}{{> two}}{{/if}}", "{{#if (ne call.to 'a')}}{{> one}}{{/if}}", False),
        ("{{#if (and call.from call.to)}}{{> two}}{{/if}}", "{{#unless call.to}}{{> one}}{{/unless}}", False),
        ("{{#if call.from}}{{> two}}{{/if}}", "{{#if call.from}}{{> one}}{{/if}}", True),
        ("{{#if call.from}}{{> two}}{{/if}}", "{{#if call.to}}{{> one}}{{/if}}", True),
        ("{{#if (or call.from call.to)}}{{> two}}{{/if}}", "{{#unless call.to}}{{> one}}{{/unless}}", True),
        ("{{#if (eq call.to 'a')}}{{> two}}{{/if}}", "{{#if (ne call.to 'b')}}{{> one}}{{/if}}", True),
        # Another place of the same call has the data on which it is a circle.
        ("{{#if call.from}}{{> two}}{{else}}{{> two}}{{/if}}", "{{#unless call.from}}{{> one}}{{/unless}}", True),
        # Names that calls give other values are asked about anew.
        ("{{#if (eq n 1)}}{{> two n=2}}{{/if}}", "{{#if (eq n 2)}}{{> one n=1}}{{/if}}", True),
    ],
)
def test_a_circle_that_no_data_leads_through_is_none(one: str, two: str, is_circle: bool) -> None:
    files = {
        "flows/a.yaml": FLOW.replace("steps more=true", "one n=1"),
        "prompts/one.md": one,
        "prompts/two.md": two,
        "talkif.yaml": "schema: talkif.project/v1\n",
    }
    assert any(item.rule == "recursive-partial" for item in check_flow(files, "flows/a.yaml")) == is_circle
