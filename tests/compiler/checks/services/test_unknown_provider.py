from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

FLOW = "schema: talkif.flow/v1\nflow: a\nstart: bye\nnodes: {bye: {type: end, say: Goodbye.}}\n"
PROJECT = "schema: talkif.project/v1\nenvironments: {production: {providers: [%s]}}\n"


@pytest.mark.parametrize(
    ("providers", "unknown"),
    [("deepgram, openai, elevenlabs", []), ("deepgram, opnai, eleven-labs", ["opnai", "eleven-labs"])],
)
def test_vendors_of_an_environment(providers: str, unknown: list[str]) -> None:
    found = check_flow({"a.yaml": FLOW, "talkif.yaml": PROJECT % providers}, "a.yaml")
    assert [item.span.text for item in found if item.rule == "unknown-provider"] == unknown
