"""What carriers and vendors ask: lines of carriers from `prices.json` beside this file, models from the compiler's
catalogue, and over both what a deployment has agreed on, in a file of the same form (TALKIF_PRICES).

Prices are US dollars, exact decimals. A price that nobody has told is None, never zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Final, Literal, TypeAlias

import phonenumbers
from pydantic import Field, ValidationError

from talkif_compiler.catalogue import vendor
from talkif_schemas.callable_vendors import OFFLINE
from talkif_schemas.resources.after_call import CostUnit
from talkif_schemas.resources.bodies import Body
from talkif_schemas.resources.calls import Direction

CURRENCY: Final = "USD"

Usd = Annotated[Decimal, Field(ge=0, max_digits=15, decimal_places=9)]
NumberType: TypeAlias = Literal["local", "toll_free"]


class LinePrice(Body):
    """A minute of a call, every minute that has begun counting as whole."""

    carrier: str
    direction: Direction
    country: str
    """ISO 3166-1 code of our number for inbound calls, of theirs for outbound ones."""
    number: NumberType | None = None
    """None: whatever it is."""
    usd_per_minute: Usd
    source: str


class StreamPrice(Body):
    """A minute of audio between the carrier and us."""

    carrier: str
    usd_per_minute: Usd
    source: str


class MessagePrice(Body):
    """A segment of a text message. Fees that the receiver's carrier adds are not in it."""

    carrier: str
    country: str
    """ISO 3166-1 code of the receiver's number."""
    usd_per_segment: Usd
    source: str


class ModelPrice(Body):
    """One model of one vendor; what is None is as the catalogue has it."""

    kind: Literal["stt", "llm", "tts"]
    provider: str
    model: str
    usd_per_minute: Usd | None = None
    usd_per_million_in: Usd | None = None
    usd_per_million_cached_in: Usd | None = None
    usd_per_million_out: Usd | None = None
    usd_per_million_characters: Usd | None = None
    source: str


class PriceFile(Body):
    as_of: str
    """ISO date on which the prices were read."""
    telephony: list[LinePrice] = []
    streams: list[StreamPrice] = []
    messages: list[MessagePrice] = []
    models: list[ModelPrice] = []


class PricesInvalid(ValueError):
    """A file of prices is missing or wrong. The text says where."""


@dataclass(frozen=True, slots=True)
class PriceBook:
    files: Sequence[PriceFile]
    """The first that has a price counts."""

    def line(self, carrier: str, direction: Direction, number: str) -> Decimal | None:
        """Dollars a minute. `number`: ours for inbound calls, theirs for outbound ones."""
        country, kind = _place(number)
        for file in self.files:
            for price in file.telephony:
                wanted = (price.carrier, price.direction, price.country) == (carrier, direction, country)
                if wanted and price.number in (None, kind):
                    return price.usd_per_minute
        return None

    def stream(self, carrier: str) -> Decimal | None:
        """Dollars a minute."""
        found = (price for file in self.files for price in file.streams if price.carrier == carrier)
        return next((price.usd_per_minute for price in found), None)

    def message(self, carrier: str, number: str) -> Decimal | None:
        """Dollars a segment. `number`: the receiver's."""
        country, _ = _place(number)
        for file in self.files:
            for price in file.messages:
                if (price.carrier, price.country) == (carrier, country):
                    return price.usd_per_segment
        return None

    def model(
        self, kind: Literal["stt", "llm", "tts"], provider: str, model: str | None, unit: CostUnit
    ) -> Decimal | None:
        """Dollars for one `unit`. `model` None: the one that the vendor uses when none is named."""
        if provider == OFFLINE:
            return Decimal(0)
        listed = vendor(kind, provider)
        known = listed.find(model) if listed is not None else None
        name = model or (known.id if known is not None else "")
        for file in self.files:
            for price in file.models:
                told = _of_unit(price, unit)
                if (price.kind, price.provider, price.model) == (kind, provider, name) and told is not None:
                    return told
        return _of_unit(known, unit) if known is not None else None


def _of_unit(price: object, unit: CostUnit) -> Decimal | None:
    """The catalogue and files of prices name these fields alike."""
    field, per = _UNITS[unit]
    value = getattr(price, field)
    return Decimal(str(value)) / per if value is not None else None


_UNITS: Final[dict[CostUnit, tuple[str, int]]] = {
    "second": ("usd_per_minute", 60),
    "input_token": ("usd_per_million_in", 1_000_000),
    "cached_input_token": ("usd_per_million_cached_in", 1_000_000),
    "output_token": ("usd_per_million_out", 1_000_000),
    "character": ("usd_per_million_characters", 1_000_000),
}


def _place(number: str) -> tuple[str | None, NumberType]:
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return None, "local"
    is_free = phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.TOLL_FREE
    country = phonenumbers.region_code_for_number(parsed)
    if country is None and parsed.country_code == 1:
        country = "US"  # Toll-free numbers of the North American plan are of no single country.
    return country, "toll_free" if is_free else "local"


def read_prices(path: Path) -> PriceFile:
    """Raises PricesInvalid."""
    try:
        return PriceFile.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise PricesInvalid(f"{path}: {error}") from error


@cache
def price_book(own: Path | None = None) -> PriceBook:
    """Read once. `own`: the deployment's file. Raises PricesInvalid."""
    files = [read_prices(Path(__file__).with_name("prices.json"))]
    if own is not None:
        files.insert(0, read_prices(own))
    return PriceBook(tuple(files))
