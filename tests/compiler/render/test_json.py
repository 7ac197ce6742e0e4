from __future__ import annotations

import json

from talkif_compiler.pipeline import compile_flow
from talkif_compiler.render.json import render_json, render_json_lines
from tests.compiler.render.hostile import ACTIVE, HARM
from tests.compiler.render.hostile import FOUND as HOSTILE

FLOW = "schema: talkif.flow/v1\nflow: a\nstart: g\nnodes:\n  g: {type: say, text: é, next: by}\n  bye: {type: end}\n"


def test_programs_get_everything_that_people_see() -> None:
    (found,) = json.loads(render_json(compile_flow({"a.yaml": FLOW}, "a.yaml").diagnostics))["diagnostics"]
    assert found.pop("fingerprint").isalnum()
    assert found == {
        "rule": "broken-reference",
        "docs": "https://docs.talkif.ai/rules/broken-reference",
        "severity": "error",
        "message": "there is no node `by`",
        "span": {
            "file": "a.yaml",
            "start": {"line": 5, "column": 33},
            "end": {"line": 5, "column": 35},
            "pointer": "/nodes/g/next",
            "node": "g",
        },
        "help": "Did you mean `bye`? Known: `bye` or `g`.",
        "related": [],
        "path": [],
        "fixes": [
            {
                "title": "Go to `bye`",
                "applicability": "unsafe",
                "edits": [
                    {
                        "span": {
                            "file": "a.yaml",
                            "start": {"line": 5, "column": 33},
                            "end": {"line": 5, "column": 35},
                        },
                        "replacement": "bye",
                    }
                ],
            }
        ],
    }


def test_lines_are_the_same_findings_one_by_one() -> None:
    found = compile_flow({"a.yaml": FLOW}, "a.yaml").diagnostics
    lines = list(render_json_lines([*found, *found]))
    assert [json.loads(line) for line in lines] == json.loads(render_json([*found, *found]))["diagnostics"]
    assert not any("\n" in line for line in lines)


def test_hostile_text_arrives_as_it_is_and_does_nothing_on_the_way() -> None:
    text = render_json([HOSTILE])
    assert not ACTIVE & set(text)
    (found,) = json.loads(text)["diagnostics"]
    assert (found["message"], found["path"]) == (HARM, ["k", HARM])
    assert found["span"]["file"] == HOSTILE.span.file.replace("\udcff", "?")
