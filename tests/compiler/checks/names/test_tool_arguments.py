from __future__ import annotations

import json

import pytest

from talkif_compiler.pipeline import compile_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
start: ask
variables:
  text: {{type: string}}
  whole: {{type: integer}}
  part: {{type: number}}
  sure: {{type: boolean}}
  day: {{type: date}}
  pair: {{type: object, properties: {{part: {{type: number}}}}}}
  many: {{type: list, items: {{type: string}}}}
  size: {{type: enum, values: [small, large]}}
  digit: {{type: enum, values: ["1", "2"]}}
  thing: {{type: any}}
tools:
  t:
    description: Does a thing.
    parameters: {{p: {parameter}}}
    url: "https://example.com/{{{{args.p}}}}"
nodes:
  ask: {{type: agent, prompt: Help., extract: {names}, next: [{{when: The caller is done, to: it}}]}}
  it: {{type: tool, tool: t, args: {{p: {value}}}, next: [{{on: success, to: bye}}, {{on: failure, to: bye}}]}}
  bye: {{type: end}}
"""
NAMES = ["text", "whole", "part", "sure", "day", "pair", "many", "size", "digit", "thing"]


def found(parameter: dict[str, object], value: str) -> list[str]:
    """What is said of the argument."""
    text = FLOW.format(parameter=json.dumps(parameter), names=json.dumps(NAMES), value=json.dumps(value))
    diagnostics = compile_flow({"a.yaml": text}, "a.yaml").diagnostics
    return [item.message for item in diagnostics if item.rule == "tool-arguments"]


ENUM = ["small", "large"]


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("number", ["abc", "1,5", "", "true", "{{sure}}", "{{day}}", "{{pair}}", "{{many}}", "{{size}}"]),
        ("integer", ["1.5", "one", "{{sure}}", "{{many}}"]),
        ("boolean", ["yes", "1", "{{whole}}", "{{pair.part}}", "{{size}}"]),
        ("enum", ["medium", "Small", "{{digit}}", "{{pair}}"]),
        ("date", ["{{whole}}", "{{sure}}"]),
        ("object", ["text", "{{many}}", "{{part}}"]),
        ("list", ["text", "{{pair}}"]),
    ],
)
def test_arguments_of_another_type(kind: str, values: list[str]) -> None:
    parameter = {"type": kind, **({"values": ENUM} if kind == "enum" else {})}
    assert [value for value in values if not found(parameter, value)] == []


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("string", ["abc", "5", "{{pair}}", "{{many}}", "{{sure}}"]),
        ("number", ["5", "-1.5", "1e3", "{{whole}}", "{{part}}", "{{text}}", "{{thing}}", "{{digit}}", "1{{text}}"]),
        ("number", ["{{#if sure}}{{whole}}{{else}}0{{/if}}", "{{#each many}}{{../sure}}{{/each}}", "{{pair.part}}"]),
        ("integer", ["5", "5.0", "{{whole}}", "{{part}}"]),
        ("boolean", ["true", "false", "{{sure}}", "{{text}}", "{{#if sure}}true{{else}}false{{/if}}"]),
        ("enum", ["small", "{{size}}", "{{text}}", "{{default text 'small'}}"]),
        ("date", ["2026-01-01", "tomorrow", "{{day}}", "{{text}}"]),
        ("object", ['{"a": 1}', "{{pair}}", "{{json many}}"]),
        ("list", ["[1]", "{{many}}"]),
        ("any", ["abc", "{{pair}}"]),
    ],
)
def test_arguments_that_may_be_of_the_type(kind: str, values: list[str]) -> None:
    parameter = {"type": kind, **({"values": ENUM} if kind == "enum" else {})}
    assert [said for value in values for said in found(parameter, value)] == []


def test_what_is_said() -> None:
    assert found({"type": "number"}, "abc") == ["the parameter `p` of `t` takes a number, and `abc` is none"]
    assert found({"type": "boolean"}, "{{whole}}") == [
        "the parameter `p` of `t` takes `true` or `false`, and this is an integer"
    ]
