"""The tables of vendors, read once: `stt.json`, `llm.json`, `tts.json` beside this file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from msgspec import Struct

from .entries import Kind, Model, Vendor, Voice
from .vendor_names import VENDOR_NAMES

KINDS: tuple[Kind, ...] = ("stt", "llm", "tts")


class Table(Struct, frozen=True):
    as_of: str
    """ISO date on which the facts were gathered."""
    sources: Mapping[str, str]
    vendors: Mapping[str, Vendor]


@cache
def table(kind: Kind) -> Table:
    data = orjson.loads((Path(__file__).parent / f"{kind}.json").read_bytes())
    vendors = {name: _vendor(name, facts) for name, facts in data["vendors"].items()}
    return Table(data["as_of"], data["sources"], vendors)


def vendor(kind: Kind, name: str) -> Vendor | None:
    return table(kind).vendors.get(name)


def _vendor(name: str, facts: dict[str, Any]) -> Vendor:
    rest = {key: value for key, value in facts.items() if key not in ("models", "unlisted", "voices")}
    for key in ("sources", "model_prefixes"):
        rest[key] = tuple(rest.get(key, ()))
    return Vendor(
        id=name,
        name=VENDOR_NAMES[name],
        models={model: _model(model, item) for model, item in facts.get("models", {}).items()},
        unlisted=_model("", facts["unlisted"]) if "unlisted" in facts else None,
        voices=tuple(_voice(item) for item in facts.get("voices", ())),
        **rest,
    )


def _model(name: str, facts: dict[str, Any]) -> Model:
    languages = frozenset(facts["languages"]) if "languages" in facts else None
    return Model(id=name, **facts | {"languages": languages, "sources": tuple(facts["sources"])})


def _voice(facts: dict[str, Any]) -> Voice:
    languages = frozenset(facts["languages"]) if "languages" in facts else None
    return Voice(facts["name"], facts["id"], languages, facts.get("gender"))
