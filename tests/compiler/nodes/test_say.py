from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
start: hello
nodes:
  hello: {type: say, WORDS, next: bye}
  bye: {type: end, say: Goodbye.}
"""


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("text: Hello.", []),
        ("variants: [Hello., Hi.]", []),
        ("text: Hello., variants: [Hi.]", [("wrong-type", "variants")]),
        ("variants: []", [("missing-field", "{type: say, variants: [], next: bye}")]),
    ],
)
def test_either_one_text_or_several(words: str, found: list[tuple[str, str]]) -> None:
    findings = check_flow({"a.yaml": FLOW.replace("WORDS", words)}, "a.yaml")
    assert [(item.rule, item.span.text) for item in findings] == found
