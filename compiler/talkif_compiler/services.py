"""Vendors of a flow or of one node: a choice, or an ordered list of fallbacks, for each kind."""

from __future__ import annotations

from talkif_schemas import artifact

from .leaves import Json, Label, MapOf, OneOrMore, as_data
from .record import Record


class ServiceFields(Record):
    provider: Label
    model: Label | None = None
    voice: Label | None = None
    options: MapOf[Json] | None = None

    def lower(self) -> artifact.ServiceRef:
        return artifact.ServiceRef(
            provider=self.provider.value,
            model=self.model.value if self.model else None,
            voice=self.voice.value if self.voice else None,
            options={str(key): as_data(value) for key, value in (self.options or {}).items()},
        )


class ServicesFields(Record):
    stt: OneOrMore[ServiceFields] | None = None
    llm: OneOrMore[ServiceFields] | None = None
    tts: OneOrMore[ServiceFields] | None = None

    def lower(self, otherwise: artifact.Services) -> artifact.Services:
        """`otherwise` fills the kinds that are not written."""
        return artifact.Services(
            stt=tuple(item.lower() for item in self.stt) if self.stt else otherwise.stt,
            llm=tuple(item.lower() for item in self.llm) if self.llm else otherwise.llm,
            tts=tuple(item.lower() for item in self.tts) if self.tts else otherwise.tts,
        )
