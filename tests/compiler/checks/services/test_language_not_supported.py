"""What a call uses where the flow names no vendor has to know its language as well."""

from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
language: LANGUAGE
SERVICES
start: bye
nodes: {bye: {type: end, say: Goodbye.}}
"""
CARTESIA = "services: {tts: [{provider: cartesia, model: sonic-3.5}, {provider: elevenlabs, model: eleven_v3}]}"


@pytest.mark.parametrize(
    ("language", "services", "pointed_at"),
    [
        ("en-US", "", []),
        ("pl-PL", "", []),
        ("he-IL", "", ["he-IL"]),
        ("he-IL", CARTESIA, []),
        ("xx-XX", "", ["xx-XX", "xx-XX"]),
    ],
)
def test_defaults(language: str, services: str, pointed_at: list[str]) -> None:
    text = FLOW.replace("LANGUAGE", language).replace("SERVICES", services)
    found = check_flow({"a.yaml": text}, "a.yaml")
    assert [item.span.text for item in found if item.rule == "language-not-supported"] == pointed_at
