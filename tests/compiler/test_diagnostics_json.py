from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import fields

from talkif_compiler.diagnostics import Diagnostic, Edit, Fix, Label
from talkif_compiler.diagnostics_json import Malformed, from_json, to_json
from talkif_compiler.source import SourceFile, Span

FLOW = SourceFile("a.yaml", "start: greet\n")
PROMPT = SourceFile("prompts/a.md", "Hello {{name}}")
FOUND = Diagnostic(
    rule="dead-end",
    severity="warning",
    message="`greet` leads nowhere",
    span=Span(FLOW, 7, 12),
    help="Add `next`.",
    related=(Label(Span(PROMPT, 6, 14), "read here"),),
    path=("greet", "ask"),
    fixes=(Fix("Rename", (Edit(Span(FLOW, 7, 12), "great"),), "unsafe"),),
    pointer="/start",
    node="greet",
    cause="vars.topic from ask to bye",
    others=("0123456789abcdef",),
)


def test_a_finding_comes_back_as_it_was() -> None:
    data = to_json(FOUND)
    assert set(data) == {field.name for field in fields(Diagnostic)}
    assert from_json(data, {"a.yaml": FLOW, "prompts/a.md": PROMPT}) == FOUND


@pytest.mark.parametrize(
    "change",
    [
        {"rule": 3},
        {"severity": "fatal"},
        {"severity": ["error"]},
        {"message": None},
        {"span": ["/etc/passwd", 0, 1]},
        {"span": ["a.yaml", 0, 14]},
        {"span": ["a.yaml", -1, 1]},
        {"span": ["a.yaml", 3, 1]},
        {"span": ["a.yaml", True, 1]},
        {"span": ["a.yaml", 0]},
        {"related": "none"},
        {"related": [["a.yaml", 0, 1]]},
        {"path": [1]},
        {"fixes": [["Rename", [], "always"]]},
        {"node": 1},
    ],
)
def test_what_is_no_finding_about_these_files_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        from_json({**to_json(FOUND), **change}, {"a.yaml": FLOW, "prompts/a.md": PROMPT})


def test_other_data_is_refused() -> None:
    for data in (None, [], "text", {}):
        with pytest.raises(Malformed):
            from_json(data, {"a.yaml": FLOW})
