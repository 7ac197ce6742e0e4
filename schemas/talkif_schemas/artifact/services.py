"""Vendors of a flow."""

from __future__ import annotations

from pydantic import JsonValue

from ..types import Frozen


class ServiceRef(Frozen):
    """One choice of vendor. Lists of these are ordered fallbacks."""

    provider: str
    model: str | None = None
    voice: str | None = None
    options: dict[str, JsonValue] = {}


class Services(Frozen):
    """Vendors of a flow, by kind."""

    stt: tuple[ServiceRef, ...]
    llm: tuple[ServiceRef, ...]
    tts: tuple[ServiceRef, ...]
