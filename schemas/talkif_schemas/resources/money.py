"""Money: whole micros of a currency, so that nothing is lost to rounding."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from .bodies import WHOLE, Body, answered_with

Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


class Money(Body):
    model_config = answered_with(amountMicros=1_500_000, currency="USD")

    amount_micros: Annotated[int, Field(ge=0, le=2**53 - 1), WHOLE]
    """Millionths of the currency's unit: 1500000 is 1.50."""
    currency: Currency
    """ISO 4217 code."""
