from __future__ import annotations

import pytest

from talkif_compiler.diagnostics import Diagnostic
from talkif_compiler.pipeline import check_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
services: {{{kind}: {{provider: {provider}, model: {model}}}}}
start: b
nodes: {{b: {{type: end, say: Goodbye.}}}}
"""


def findings(kind: str, provider: str, model: str) -> list[Diagnostic]:
    flow = FLOW.format(kind=kind, provider=provider, model=model)
    return [found for found in check_flow({"a.yaml": flow}, "a.yaml") if found.rule == "unknown-model"]


@pytest.mark.parametrize(
    ("kind", "provider", "model"),
    [
        ("stt", "deepgram", "nova-33"),
        ("llm", "anthropic", "claude-haiku-4.5"),
        ("tts", "elevenlabs", "eleven_flash"),
        ("tts", "cartesia", "sonic-33"),
    ],
)
def test_a_name_outside_of_a_complete_list_is_an_error(kind: str, provider: str, model: str) -> None:
    (found,) = findings(kind, provider, model)
    assert (found.severity, found.message) == ("error", f"{provider} has no model `{model}`")
    assert "The list is of 2026-" in (found.help or "")


@pytest.mark.parametrize(
    ("kind", "provider", "model"),
    [
        ("llm", "openai", "gtp-5.4-mini"),
        ("llm", "openai", "'ft:gtp-4.1-mini:talkif::a1b2'"),
        ("llm", "groq", "llama-9"),
        ("llm", "google", "gemini-9"),
    ],
)
def test_where_there_may_be_others_it_is_a_warning(kind: str, provider: str, model: str) -> None:
    (found,) = findings(kind, provider, model)
    assert (found.severity, "is not known to have" in found.message) == ("warning", True)


@pytest.mark.parametrize(
    ("kind", "provider", "model"),
    [
        ("llm", "azure", "our-deployment"),
        ("llm", "openai", "'ft:gpt-4.1-mini:talkif::a1b2'"),
        ("llm", "anthropic", "claude-haiku-4-5-20251001"),
        ("stt", "deepgram", "9f3c2b1a-77aa-4c1e-9d0f-0123456789ab"),
    ],
)
def test_deployments_copies_snapshots_and_ids_of_own_models_pass(kind: str, provider: str, model: str) -> None:
    assert findings(kind, provider, model) == []
