"""What a vendor lists, completed by the built-in tables, which alone know prices and delays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from msgspec import structs

from talkif_compiler.catalogue import Model, Table, Vendor
from talkif_schemas.resources.models import Capability, ModelVendor, Price, PriceUnit, Source, VendorModel

from .live import Listing


def provider(vendor: Vendor, table: Table, listing: Listing[Model] | None, *, usable: bool) -> ModelVendor:
    """`listing`: None when the vendor cannot be asked. `usable`: whether calls can use it here."""
    catalogue_as_of = date.fromisoformat(table.as_of)
    if listing is not None and listing.entries is not None and listing.as_of is not None:
        source: Source = "vendor"
        as_of, known = listing.as_of, [_completed(model, vendor) for model in listing.entries]
    else:
        source, as_of, known = "catalogue", catalogue_as_of, list(vendor.models.values())
    unlisted = vendor.unlisted
    return ModelVendor(
        id=vendor.id,
        name=vendor.name,
        usable=usable,
        default_model=vendor.default_model,
        takes_any_model=unlisted is not None,
        retires_on=date.fromisoformat(unlisted.retires_on) if unlisted and unlisted.retires_on else None,
        source=source,
        as_of=as_of,
        facts_as_of=catalogue_as_of,
        error=listing.error if listing is not None else None,
        models=[_model(entry, source, as_of) for entry in sorted(known, key=lambda model: model.id)],
    )


def _completed(listed: Model, vendor: Vendor) -> Model:
    """The vendor's word wins."""
    known = vendor.models.get(listed.id) or vendor.find(listed.id)
    if known is None:
        return listed
    told = {
        field.name: value
        for field in structs.fields(listed)
        if (value := getattr(listed, field.name)) is not None and value not in ((), {})
    }
    return structs.replace(known, **told)


def _model(model: Model, source: Source, as_of: date) -> VendorModel:
    return VendorModel(
        id=model.id,
        name=model.name or model.id,
        languages=sorted(model.languages) if model.languages is not None else None,
        context_tokens=model.context_tokens,
        output_tokens=model.output_tokens,
        capabilities=list(_capabilities(model)),
        typical_ms=next(
            (ms for ms in (model.first_token_ms, model.final_ms, model.first_audio_ms) if ms is not None), None
        ),
        prices=list(_prices(model)),
        retires_on=date.fromisoformat(model.retires_on) if model.retires_on else None,
        replaced_by=model.replaced_by,
        source=source,
        as_of=as_of,
    )


def _capabilities(model: Model) -> Iterable[Capability]:
    if model.tools:
        yield "tools"
    if model.structured_output:
        yield "structured_output"
    if model.streaming:
        yield "streaming"
    if model.max_keyterms or model.max_keyterm_tokens:
        yield "keyterms"


_PER: Final[Mapping[str, PriceUnit]] = {
    "usd_per_million_in": "million_tokens_in",
    "usd_per_million_cached_in": "million_cached_tokens_in",
    "usd_per_million_out": "million_tokens_out",
    "usd_per_minute": "minute",
    "usd_per_million_characters": "million_characters",
}


def _prices(model: Model) -> Iterable[Price]:
    for name, per in _PER.items():
        usd: float | None = getattr(model, name)
        if usd is not None:
            yield Price(per=per, amount_micros=round(usd * 1_000_000), currency="USD")
