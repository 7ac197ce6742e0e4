"""The voices of all vendors, and which of them are wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from talkif_compiler.catalogue import Table, Vendor
from talkif_compiler.catalogue import Voice as Known
from talkif_schemas.resources.models import Source, Voice, VoiceQuery

from .live import Listing


def voices_of(vendor: Vendor, table: Table, listing: Listing[Known] | None) -> list[Voice]:
    """`listing`: None when the vendor cannot be asked."""
    source: Source = "catalogue"
    as_of, known = date.fromisoformat(table.as_of), vendor.voices
    if listing is not None and listing.entries is not None and listing.as_of is not None:
        source, as_of, known = "vendor", listing.as_of, listing.entries
    return [
        Voice(
            id=voice.id,
            name=voice.name,
            provider=vendor.id,
            languages=sorted(voice.languages) if voice.languages is not None else None,
            gender=voice.gender,
            accent=voice.accent,
            description=voice.description,
            preview_url=voice.preview_url,
            source=source,
            as_of=as_of,
        )
        for voice in known
    ]


def sorted_by(query: VoiceQuery) -> Callable[[Voice], tuple[str, ...]]:
    """What a list of voices is sorted by."""
    if query.sort in ("name", "-name"):
        return lambda voice: (voice.name.casefold(), voice.provider, voice.id)
    return lambda voice: (voice.provider, voice.name.casefold(), voice.id)


def wanted(voices: Iterable[Voice], query: VoiceQuery) -> list[Voice]:
    return [voice for voice in voices if _fits(voice, query)]


def _fits(voice: Voice, query: VoiceQuery) -> bool:
    if query.provider is not None and voice.provider != query.provider:
        return False
    if query.gender is not None and voice.gender != query.gender:
        return False
    if query.language is not None and query.language.partition("-")[0].lower() not in (voice.languages or ()):
        return False
    if query.q is None:
        return True
    text = " ".join(filter(None, (voice.id, voice.name, voice.accent, voice.description))).casefold()
    return all(word in text for word in query.q.casefold().split())
