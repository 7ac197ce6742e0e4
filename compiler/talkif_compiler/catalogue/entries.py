"""What is known of vendors, their models and their voices. A fact that nobody has published is None."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, TypeAlias

from msgspec import Struct, field

Kind: TypeAlias = Literal["stt", "llm", "tts"]
"""Recognition, language models, voices."""
Gender: TypeAlias = Literal["female", "male", "neutral"]

_SNAPSHOT = re.compile(r"-(?:\d{4}-\d{2}-\d{2}|\d{8})$")


class Model(Struct, frozen=True):
    id: str
    sources: tuple[str, ...]
    """Where the facts are from: keys of the table's `sources`."""
    name: str | None = None
    """What the vendor calls it; None: by its id."""
    languages: frozenset[str] | None = None
    """Primary subtags, such as `en`."""
    retires_on: str | None = None
    """ISO date from which requests fail."""
    replaced_by: str | None = None
    """What the vendor recommends instead."""

    final_ms: int | None = None
    """Recognition: from the end of speech to the final transcript, median."""
    usd_per_minute: float | None = None
    """Recognition."""
    streaming: bool | None = None
    """Recognition: False where it reads whole recordings alone."""
    max_keyterms: int | None = None
    max_keyterm_tokens: int | None = None

    first_token_ms: int | None = None
    """Language models: from the request to the first word of the answer, median."""
    context_tokens: int | None = None
    output_tokens: int | None = None
    usd_per_million_in: float | None = None
    usd_per_million_cached_in: float | None = None
    """Of what the vendor has kept from an earlier request that began alike."""
    usd_per_million_out: float | None = None
    tools: bool | None = None
    tools_need: Mapping[str, str] = field(default_factory=dict)
    """Options without which the vendor refuses a request with tools."""
    structured_output: bool | None = None

    first_audio_ms: int | None = None
    """Voices: from the request to the first sound, median."""
    usd_per_million_characters: float | None = None
    """Voices."""


class Voice(Struct, frozen=True):
    name: str
    id: str
    languages: frozenset[str] | None = None
    gender: Gender | None = None
    accent: str | None = None
    description: str | None = None
    preview_url: str | None = None
    """Of a recording that the vendor made."""


class Vendor(Struct, frozen=True):
    id: str
    name: str
    sources: tuple[str, ...]
    models: Mapping[str, Model]
    unlisted: Model | None = None
    """What holds for models that are not listed, where their names are the account's own or do not matter."""
    default_model: str | None = None
    """The one that calls use when a flow names none."""
    model_prefixes: tuple[str, ...] = ()
    """What begins so is a model of the vendor, too."""
    models_are_complete: bool = False
    """True when the vendor has published a list of its models, and a name that is not among them was no model then."""
    model_id: str | None = None
    """Regular expression of the ids of models that an account has had made."""
    voices: tuple[Voice, ...] = ()
    voices_are_complete: bool = False
    """True when a name that is not among the voices is no voice."""
    voice_id: str | None = None
    """Regular expression of the ids that voices have."""
    max_tools: int | None = None
    """Tools that one request may offer."""
    refuses_open_schemas: bool = False
    """True when objects without fields and lists without a type of members are refused in tools."""

    def find(self, name: str | None) -> Model | None:
        """A model by its name, or by that of a dated snapshot or a fine-tuned copy. None: the name is not known."""
        name = name or self.default_model
        if name is None:
            return self.unlisted
        if name.startswith("ft:"):
            name = name.split(":")[1]
        found = self.models.get(name) or self.models.get(_SNAPSHOT.sub("", name))
        return found or self._by_prefix(name) or self.unlisted

    def _by_prefix(self, name: str) -> Model | None:
        """The longest listed name that this one begins with, where the vendor names its models so."""
        if not name.startswith(self.model_prefixes or ("\0",)):
            return None
        listed = [model for known, model in self.models.items() if name.startswith(f"{known}-")]
        return max(listed, key=lambda model: len(model.id), default=None)

    def may_have_model(self, name: str) -> bool:
        """False only where it is certain that the vendor had no such model on the day of the table."""
        if self.find(name) is not None or not self.models_are_complete:
            return True
        return self.model_id is not None and re.fullmatch(self.model_id, name) is not None

    def voice(self, name: str) -> Voice | None:
        """By name or id; case does not matter for names."""
        folded = name.casefold()
        return next((voice for voice in self.voices if voice.id == name or voice.name.casefold() == folded), None)

    def knows_voice(self, name: str) -> bool:
        """False only where it is certain that the vendor has no such voice."""
        if not self.voices_are_complete or self.voice(name) is not None:
            return True
        return self.voice_id is not None and re.fullmatch(self.voice_id, name) is not None
