from __future__ import annotations

import json

from talkif_compiler.pipeline import compile_flow
from talkif_compiler.render.json import render_json

FLOW = "schema: talkif.flow/v1\nflow: a\nstart: g\nnodes:\n  g: {type: say, text: é, next: by}\n  bye: {type: end}\n"


def test_programs_get_everything_that_people_see() -> None:
    (found,) = json.loads(render_json(compile_flow({"a.yaml": FLOW}, "a.yaml").diagnostics))["diagnostics"]
    assert found.pop("fingerprint").isalnum()
    assert found == {
        "rule": "broken-reference",
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
