"""Bodies of vendors, their models and their voices."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from .bodies import Body, PageMeta, PageQuery, Text, answered_with, shown_as
from .money import Money

Source = Literal["vendor", "catalogue"]
Capability = Literal["tools", "structured_output", "streaming", "keyterms"]
PriceUnit = Literal[
    "million_tokens_in", "million_cached_tokens_in", "million_tokens_out", "minute", "million_characters"
]
Gender = Literal["female", "male", "neutral"]

#: BCP 47, such as `en` or `en-US`.
LanguageTag = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$")]
#: Goes into a path of the vendor's.
VendorId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]


class Price(Money):
    """What one unit costs at the vendor's list price."""

    model_config = answered_with(amountMicros=50_000, currency="USD", per="million_tokens_in")

    per: PriceUnit
    """What is counted."""


class VendorModel(Body):
    """A model. A fact that is not known is null."""

    model_config = answered_with(
        id="gpt-5-nano",
        name="GPT-5 nano",
        contextTokens=400_000,
        outputTokens=128_000,
        capabilities=["tools", "structured_output"],
        typicalMs=600,
        source="catalogue",
    )

    id: str
    """What flows write into `model`."""
    name: str
    """For people."""
    languages: list[str] | None
    """Primary subtags, such as `en`."""
    context_tokens: int | None
    """What a request and its answer may hold together."""
    output_tokens: int | None
    """What an answer may hold."""
    capabilities: list[Capability]
    """Those that are known of. `keyterms`: recognition can be told words to expect."""
    typical_ms: int | None
    """Median: of language models to the first word, of recognition from the end of speech to the final transcript, of
    voices to the first sound."""
    prices: list[Price]
    """List prices, one for each thing that is counted."""
    retires_on: date | None
    """From this day on the vendor refuses it."""
    replaced_by: str | None
    """Model that the vendor names in its place."""
    source: Source
    """Who says that there is such a model: the vendor itself, or the built-in catalogue."""
    as_of: date


class ModelVendor(Body):
    """A vendor and its models."""

    model_config = answered_with(
        id="openai", name="OpenAI", usable=True, defaultModel="gpt-5-nano", takesAnyModel=False, source="catalogue"
    )

    id: str
    """What flows write into `provider`."""
    name: str
    usable: bool
    """Whether calls of this deployment can use it: the runtime knows how, and has a key where one is needed."""
    default_model: str | None
    """The one that calls use when a flow names none."""
    takes_any_model: bool
    """True where names of models are the account's own or do not matter, so that `models` is not all."""
    retires_on: date | None
    """The vendor ends its service on this day."""
    source: Source
    """Of the list of models."""
    as_of: date
    facts_as_of: date
    """Of what vendors do not list: prices, delays, languages, ends."""
    error: str | None
    """Why the vendor's own list is missing or old."""
    models: list[VendorModel]
    """In the order in which the vendor or the catalogue lists them."""


class ModelVendorQuery(PageQuery):
    sort: Literal["name", "-name"] = "name"


class ModelVendorList(Body):
    providers: list[ModelVendor]
    """Vendors of this kind."""
    meta: PageMeta


class VoiceQuery(PageQuery):
    """Filters of voices; all that are given have to hold."""

    q: Annotated[Text, StringConstraints(min_length=1, max_length=100)] | None = None
    """Words that name, id, accent or description have."""
    language: LanguageTag | None = None
    """A region is ignored: `en-US` finds what speaks English."""
    provider: Annotated[Text, StringConstraints(max_length=40)] | None = None
    """Voices of this vendor."""
    gender: Gender | None = None
    """Voices that sound like this."""
    sort: Literal["provider", "-provider", "name", "-name"] = "provider"
    """With `-` in front: the other way round. Those of one vendor are sorted by name."""


class Voice(Body):
    """A voice. A fact that is not known is null."""

    model_config = answered_with(
        id="f786b574-daa5-4673-aa0c-cbe3e8534c02",
        name="Katie",
        provider="cartesia",
        languages=["en"],
        gender="female",
        accent="American",
        description="Friendly and clear",
        source="vendor",
    )

    id: str
    """What flows write into `voice`; its name will do, too."""
    name: str
    provider: str
    """What flows write into `provider`."""
    languages: list[str] | None
    """Primary subtags, such as `en`."""
    gender: Gender | None
    """What the voice sounds like."""
    accent: str | None
    """As the vendor calls it."""
    description: str | None
    """The vendor's words."""
    preview_url: str | None
    """A recording that the vendor offers."""
    source: Source
    """Who says that there is such a voice: the vendor itself, or the built-in catalogue."""
    as_of: date


class VoiceList(Body):
    voices: list[Voice]
    meta: PageMeta


class VoicePreview(Body):
    """What a voice is to say. The vendor charges for every character."""

    voice_id: VendorId
    """The vendor's id of the voice."""
    text: Annotated[Text, Field(min_length=1, max_length=500)]
    """What is said."""
    model_id: VendorId | None = None
    """The vendor's id of the model; null: the vendor's default."""
    language: LanguageTag | None = None


class CartesiaPreview(VoicePreview):
    """What a voice of Cartesia is to say. The vendor charges for every character."""

    model_config = shown_as(voiceId="f786b574-daa5-4673-aa0c-cbe3e8534c02", text="Hi, this is Katie. How can I help?")


class ElevenLabsPreview(VoicePreview):
    """What a voice of ElevenLabs is to say. The vendor charges for every character."""

    model_config = shown_as(voiceId="21m00Tcm4TlvDq8ikWAM", text="Hi, this is Rachel. How can I help?")
