from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
services: {SERVICES}
start: bye
nodes: {bye: {type: end, say: Goodbye.}}
"""


@pytest.mark.parametrize(
    ("services", "pointed_at"),
    [
        ("tts: {provider: elevenlabs, voice: Rachel}", []),
        ("stt: [{provider: deepgram}, {provider: offline, voice: Rachel}]", ["voice"]),
        ("llm: {provider: openai, voice: Rachel}", ["voice"]),
        ("llm: openai", ["openai"]),
    ],
)
def test_only_who_speaks_has_a_voice(services: str, pointed_at: list[str]) -> None:
    findings = check_flow({"a.yaml": FLOW.replace("SERVICES", services)}, "a.yaml")
    assert [item.span.text for item in findings if item.rule == "wrong-type"] == pointed_at
