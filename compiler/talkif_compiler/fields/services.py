"""Vendors of a flow or of one node: a choice, or an ordered list of fallbacks, for each kind."""

from __future__ import annotations

from typing import ClassVar

from talkif_schemas import artifact

from .. import catalogue
from .leaves import Json, MapOf, OneOrMore, Words, as_data
from .problems import Problems
from .record import Record


class ServiceFields(Record):
    EXAMPLE: ClassVar[str | None] = "{provider: openai}"

    provider: Words
    """Vendor: `openai`, `deepgram`, `elevenlabs` ..."""
    model: Words | None = None
    """The vendor's name of the model. Without it, the vendor's usual one."""
    voice: Words | None = None
    """The vendor's name or id of the voice."""
    options: MapOf[Json] | None = None
    """Options of the vendor, as they are: `{temperature: 0.2}`."""

    def lower(self) -> artifact.ServiceRef:
        """Vendors take ids of voices; a name that the catalogue knows becomes its id."""
        vendor = catalogue.vendor("tts", self.provider.value)
        known = vendor.voice(self.voice.value) if vendor is not None and self.voice is not None else None
        voice = self.voice.value if self.voice is not None else None
        return artifact.ServiceRef(
            provider=self.provider.value,
            model=self.model.value if self.model else None,
            voice=known.id if known is not None else voice,
            options={str(key): as_data(value) for key, value in (self.options or {}).items()},
        )


class ServicesFields(Record):
    stt: OneOrMore[ServiceFields] | None = None
    """Who recognises speech. A list is tried in order."""
    llm: OneOrMore[ServiceFields] | None = None
    """Who answers and decides. A list is tried in order."""
    tts: OneOrMore[ServiceFields] | None = None
    """Who speaks. A list is tried in order."""

    def verify(self, problems: Problems) -> None:
        for item in (*(self.stt or ()), *(self.llm or ())):
            if item.voice is not None:
                place = item.mapping.entries["voice"].key.span
                problems.report("wrong-type", "`voice` belongs to `tts`", place, help="Write it under `tts`.")

    def lower(self, otherwise: artifact.Services) -> artifact.Services:
        """`otherwise` fills the kinds that are not written."""
        return artifact.Services(
            stt=tuple(item.lower() for item in self.stt) if self.stt else otherwise.stt,
            llm=tuple(item.lower() for item in self.llm) if self.llm else otherwise.llm,
            tts=tuple(item.lower() for item in self.tts) if self.tts else otherwise.tts,
        )
