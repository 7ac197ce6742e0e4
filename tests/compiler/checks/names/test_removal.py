"""What the fix of unused-declaration leaves behind."""

from __future__ import annotations

import pytest

from talkif_compiler.fix import rewritten
from talkif_compiler.pipeline import check_flow

HEAD = "schema: talkif.flow/v1\nflow: a\nstart: bye\n"
TAIL = 'nodes:\n  bye: {type: end, say: "{{b}}"}\n'


@pytest.mark.parametrize(
    ("declared", "left"),
    [
        (
            "inputs:\n  a: {type: string}  # gone\n  b: {type: string, default: x}\n",
            "inputs:\n  b: {type: string, default: x}\n",
        ),
        (
            "inputs:\n  b: {type: string, default: x}\n\n  a:\n    type: string\n    description: Long\n\n",
            "inputs:\n  b: {type: string, default: x}\n\n\n",
        ),
        (
            "inputs: {a: {type: string}, b: {type: string, default: x}}\n",
            "inputs: {b: {type: string, default: x}}\n",
        ),
        (
            "inputs: {b: {type: string, default: x}, a: {type: string}}\n",
            "inputs: {b: {type: string, default: x}}\n",
        ),
        (
            "inputs: {b: {type: string, default: x}}\nvariables:\n  a: {type: string}\n",
            "inputs: {b: {type: string, default: x}}\n",
        ),
    ],
)
def test_an_unused_declaration_is_taken_out_with_its_lines(declared: str, left: str) -> None:
    text = HEAD + declared + TAIL
    (found,) = (item for item in check_flow({"a.yaml": text}, "a.yaml") if item.rule == "unused-declaration")
    assert rewritten(text, found.fixes[0].edits) == HEAD + left + TAIL
    assert not check_flow({"a.yaml": HEAD + left + TAIL}, "a.yaml")
