"""Vendors, models, voices and the language of a flow."""

from __future__ import annotations

from typing import Final

from ..contract import Contract
from .nodes import fields
from .rule import Findings, Rule


def _language_changed(old: Contract, new: Contract) -> Findings:
    if old.language != new.language:
        yield "language", f"the language changed from {old.language} to {new.language}"


def _provider_changed(old: Contract, new: Contract) -> Findings:
    for kind, before in old.providers.items():
        if before != new.providers[kind]:
            yield kind, f"{kind} is served by {', '.join(new.providers[kind])} instead of {', '.join(before)}"


def _model_changed(old: Contract, new: Contract) -> Findings:
    for kind, before in old.models.items():
        if before != new.models[kind] and old.providers[kind] == new.providers[kind]:
            yield kind, f"the {kind} model changed"


def _voice_changed(old: Contract, new: Contract) -> Findings:
    if old.voices != new.voices:
        yield "tts", "the voice changed"


def _options_changed(old: Contract, new: Contract) -> Findings:
    for kind in ("stt", "llm", "tts"):
        before, after = getattr(old.artifact.services, kind), getattr(new.artifact.services, kind)
        is_same = old.providers[kind] == new.providers[kind]
        if is_same and [choice.options for choice in before] != [choice.options for choice in after]:
            yield kind, f"the options of {kind} changed"


RULES: Final = (
    Rule("language-changed", "minor", "Callers hear another language.", _language_changed),
    Rule("provider-changed", "minor", "Another vendor hears what callers say.", _provider_changed),
    Rule("model-changed", "minor", "The same words may get another answer.", _model_changed),
    Rule("voice-changed", "minor", "Callers hear another voice.", _voice_changed),
    Rule("options-changed", "patch", "Answers differ a little.", _options_changed),
    Rule("node-services-changed", "minor", "One place has another model or voice.", fields("services", "voice")),
)
