from __future__ import annotations

import json

from talkif_compiler.graph.comparison import compare
from talkif_compiler.graph.json import json_text
from tests.compiler.graph.drawn import flow, picture

OLD = flow('  a: {type: say, text: "Hi.", next: b}\n  b: {type: end, say: "Bye."}\n')


def test_nodes_and_edges_are_there_in_full() -> None:
    document = json.loads(json_text(picture(OLD)))
    assert "changes" not in document
    assert document["nodes"][1] | {"key": "a", "family": "say", "says": "Hi.", "rules": []} == document["nodes"][1]
    assert [(edge["from"], edge["to"], edge["kind"]) for edge in document["edges"]] == [
        ("@start", "a", "start"),
        ("a", "b", "always"),
    ]


def test_changes_are_summed_up() -> None:
    new = flow('  a: {type: say, text: "Hello.", next: c}\n  c: {type: end, say: "Bye."}\n  d: {type: hangup}\n')
    assert json.loads(json_text(compare(picture(OLD), picture(new))))["changes"] == {
        "flow": [],
        "added": ["d"],
        "removed": [],
        "changed": ["a"],
        "renamed": [{"from": "b", "to": "c"}],
        "edges": {"added": 0, "removed": 0, "changed": 0},
    }
