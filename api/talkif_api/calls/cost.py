"""What a call cost: its usage at the prices of the book. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from talkif_schemas.callable_vendors import OFFLINE
from talkif_schemas.resources.after_call import Cost, CostComponent, CostItem, CostUnit
from talkif_schemas.resources.calls import Direction
from talkif_schemas.resources.money import Money

from .price_book import CURRENCY, PriceBook
from .usage import Usage

_MICROS: Final = 1_000_000
_MINUTE_MS: Final = 60_000
_UNKNOWN: Final = "the price is not known"


def micros(usd_per_unit: Decimal | None, quantity: int) -> int | None:
    """Rounded half up, once for the whole quantity. None: the price is not known."""
    if usd_per_unit is None:
        return None
    return int((usd_per_unit * quantity * _MICROS).to_integral_value(ROUND_HALF_UP))


def items(
    used: Usage, book: PriceBook, *, carrier: str, direction: Direction, number: str, duration_ms: int | None
) -> list[CostItem]:
    """`number`: ours for inbound calls, theirs for outbound ones. `duration_ms` None: nobody answered."""
    return [
        *_line(used, book, carrier, direction, number, duration_ms or 0),
        *_messages(used, book, carrier),
        *_models(used, book),
    ]


def _line(
    used: Usage, book: PriceBook, carrier: str, direction: Direction, number: str, duration_ms: int
) -> Iterator[CostItem]:
    minutes = -(-duration_ms // _MINUTE_MS)
    if minutes:
        price = book.line(carrier, direction, number)
        yield _minutes(carrier, minutes, price, f"{direction} call")
        transferred_ms = sum(leg.duration_ms for leg in used.legs)
        streamed = -(-(duration_ms - min(transferred_ms, duration_ms)) // _MINUTE_MS)
        if streamed:
            yield _minutes(carrier, streamed, book.stream(carrier), "audio stream")
    for leg in used.legs:
        price = book.line(carrier, "outbound", leg.number)
        yield _minutes(carrier, max(1, -(-leg.duration_ms // _MINUTE_MS)), price, "transfer, with its ringing")


def _minutes(carrier: str, minutes: int, price: Decimal | None, what: str) -> CostItem:
    return _item("telephony", carrier, None, "minute", minutes, price, what)


def _messages(used: Usage, book: PriceBook, carrier: str) -> Iterator[CostItem]:
    """Carriers charge by segments. Where nobody counted them, the price is not known."""
    found: Counter[tuple[CostUnit, Decimal | None]] = Counter()
    for message in used.messages:
        if message.segments:
            found["segment", book.message(carrier, message.number)] += message.segments
        else:
            found["message", None] += 1
    for (unit, price), quantity in found.items():
        yield _item("messaging", carrier, None, unit, quantity, price, "text messages")


def _models(used: Usage, book: PriceBook) -> Iterator[CostItem]:
    for (kind, provider, model, unit), quantity in used.work:
        note = "on our own machine" if provider == OFFLINE else ""
        yield _item(kind, provider, model, unit, quantity, book.model(kind, provider, model, unit), note)


def of_analysis(book: PriceBook, provider: str, model: str, used: Mapping[CostUnit, int]) -> list[CostItem]:
    return [
        _item("analysis", provider, model, unit, quantity, book.model("llm", provider, model, unit), "")
        for unit, quantity in used.items()
        if quantity
    ]


def _item(
    component: CostComponent,
    provider: str,
    model: str | None,
    unit: CostUnit,
    quantity: int,
    usd_per_unit: Decimal | None,
    note: str,
) -> CostItem:
    amount = micros(usd_per_unit, quantity)
    if amount is None:
        note = f"{note}: {_UNKNOWN}" if note else _UNKNOWN
    return CostItem(
        component=component,
        provider=provider,
        model=model,
        unit=unit,
        quantity=quantity,
        amount_micros=amount,
        note=note,
    )


def total(cost_items: Sequence[CostItem]) -> Cost:
    """The whole, and whether every price in it is known."""
    known = [item.amount_micros for item in cost_items if item.amount_micros is not None]
    return Cost(
        total=Money(amount_micros=sum(known), currency=CURRENCY),
        is_complete=len(known) == len(cost_items),
        items=list(cost_items),
    )
