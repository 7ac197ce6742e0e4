"""Models and voices of vendors over REST."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Final

from fastapi import Depends, Query, Request, Response

from talkif_compiler.catalogue import Kind, table
from talkif_runtime.providers.registry import VENDORS
from talkif_schemas.errors import Conflict, Unavailable
from talkif_schemas.resources.models import (
    CartesiaPreview,
    ElevenLabsPreview,
    ModelVendor,
    ModelVendorList,
    ModelVendorQuery,
    VoiceList,
    VoicePreview,
    VoiceQuery,
)

from ..kit.openapi import NO_TRANSACTION, READS_ONLY
from ..kit.paging import page_of
from ..kit.route import account_router
from . import merging
from .live import Live
from .vendor_http import VendorDown, VendorRefused
from .vendors import Speak, cartesia, elevenlabs
from .voices import sorted_by, voices_of, wanted

router = account_router("models", "/models")

#: Cartesia gives no model a special place; this one is its newest with a fixed name.
_CARTESIA_MODEL: Final = "sonic-3.5"
_AUDIO: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {name: {"schema": {"type": "string", "format": "binary"}} for name in ("audio/mpeg", "audio/wav")}}
}
_ALONE: Final = {NO_TRANSACTION: True}
_PREVIEW: Final = {NO_TRANSACTION: True, READS_ONLY: True}


async def _live_of(request: Request) -> Live:
    live: Live = request.app.state.live
    return live


Vendors = Annotated[Live, Depends(_live_of)]
Page = Annotated[ModelVendorQuery, Query()]


@router.get("/llm", openapi_extra=_ALONE)
async def list_llm_models(query: Page, live: Vendors) -> ModelVendorList:
    """Language models: live from each vendor that this deployment has a key for, else from the built-in catalogue."""
    return await _vendors(live, "llm", query)


@router.get("/stt", openapi_extra=_ALONE)
async def list_stt_models(query: Page, live: Vendors) -> ModelVendorList:
    """Speech recognition: live from each vendor that can be asked, else from the built-in catalogue."""
    return await _vendors(live, "stt", query)


@router.get("/tts", openapi_extra=_ALONE)
async def list_tts_models(query: Page, live: Vendors) -> ModelVendorList:
    """Speech synthesis: live from each vendor that can be asked, else from the built-in catalogue."""
    return await _vendors(live, "tts", query)


@router.get("/tts/voices", openapi_extra=_ALONE)
async def list_voices(query: Annotated[VoiceQuery, Query()], live: Vendors) -> VoiceList:
    known = table("tts")
    vendors = [vendor for vendor in known.vendors.values() if query.provider in (None, vendor.id)]
    listings = await asyncio.gather(*(live.voices(vendor.id) for vendor in vendors))
    found = [
        voice
        for vendor, listing in zip(vendors, listings, strict=True)
        for voice in wanted(voices_of(vendor, known, listing), query)
    ]
    voices, meta = page_of(found, query, sorted_by(query))
    return VoiceList(voices=voices, meta=meta)


@router.post("/cartesia/preview", openapi_extra=_PREVIEW, response_class=Response, responses=_AUDIO)
async def preview_cartesia_voice(body: CartesiaPreview, live: Vendors) -> Response:
    """The text, spoken by a voice of Cartesia: WAV."""
    return await _spoken(live, "cartesia", cartesia.speak, body, _CARTESIA_MODEL)


@router.post("/elevenlabs/preview", openapi_extra=_PREVIEW, response_class=Response, responses=_AUDIO)
async def preview_elevenlabs_voice(body: ElevenLabsPreview, live: Vendors) -> Response:
    """The text, spoken by a voice of ElevenLabs: MP3. Without a model, by the one that calls use."""
    default = table("tts").vendors["elevenlabs"].default_model
    assert default is not None
    return await _spoken(live, "elevenlabs", elevenlabs.speak, body, default)


async def _vendors(live: Live, kind: Kind, query: ModelVendorQuery) -> ModelVendorList:
    known = table(kind)
    listings = await asyncio.gather(*(live.models(kind, name) for name in known.vendors))
    vendors: list[ModelVendor] = []
    for vendor, listing in zip(known.vendors.values(), listings, strict=True):
        runs = VENDORS[kind].get(vendor.id)
        usable = runs is not None and (not runs.needs_key or live.has_key(vendor.id))
        vendors.append(merging.provider(vendor, known, listing, usable=usable))
    shown, meta = page_of(vendors, query, lambda vendor: (vendor.name.casefold(), vendor.id))
    return ModelVendorList(providers=shown, meta=meta)


async def _spoken(live: Live, vendor: str, speak: Speak, body: VoicePreview, default_model: str) -> Response:
    name = table("tts").vendors[vendor].name
    access = live.access(vendor)
    if access is None:
        raise Conflict("vendor_not_configured", f"This deployment has no key for {name}.")
    try:
        answer = await speak(access, body.voice_id, body.text, body.model_id or default_model, body.language)
    except VendorRefused as error:
        raise Conflict("vendor_refused", f"{name} refused: {error}") from error
    except VendorDown as error:
        raise Unavailable("vendor_unreachable", f"{name} does not answer: {error}") from error
    return Response(answer.body, media_type=answer.media_type, headers={"Cache-Control": "no-store"})
