from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
services: {{tts: {{provider: {provider}, voice: {voice}}}}}
start: b
nodes: {{b: {{type: end, say: Goodbye.}}}}
"""


def severities(provider: str, voice: str) -> list[str]:
    flow = FLOW.format(provider=provider, voice=voice)
    return [found.severity for found in check_flow({"a.yaml": flow}, "a.yaml") if found.rule == "unknown-voice"]


@pytest.mark.parametrize(("provider", "voice"), [("elevenlabs", "Rachell"), ("cartesia", "Katy"), ("openai", "aloy")])
def test_a_name_that_the_vendor_does_not_have_is_an_error(provider: str, voice: str) -> None:
    assert severities(provider, voice) == ["error"]


@pytest.mark.parametrize(
    ("provider", "voice"),
    [
        ("elevenlabs", "rachel"),
        ("elevenlabs", "AbCdEfGhIjKlMnOpQrSt"),
        ("cartesia", "11111111-2222-3333-4444-555555555555"),
        ("deepgram", "asteroid"),
        ("azure", "en-US-AnythingNeural"),
    ],
)
def test_ids_of_cloned_voices_and_vendors_with_an_open_list_pass(provider: str, voice: str) -> None:
    assert severities(provider, voice) == []
