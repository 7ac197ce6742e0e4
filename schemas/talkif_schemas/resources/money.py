"""Money: whole micros of a currency, so that nothing is lost to rounding."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from .bodies import WHOLE, Body, answered_with

#: ISO 4217, list one as of February 2026, without precious metals, units of bonds, and the codes that are no money.
_CODES: Final = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE
CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF
GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR
LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN
PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS
TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAD XAF XCD XCG XDR XOF XPF
XSU XUA YER ZAR ZMW ZWG
"""
CURRENCIES: Final = _CODES.split()


def _in_use(code: str) -> str:
    if code not in CURRENCIES:
        raise PydanticCustomError("invalid_value", "Code of a currency in ISO 4217 expected, such as EUR")
    return code


Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


class Money(Body):
    model_config = answered_with(amountMicros=1_500_000, currency="USD")

    amount_micros: Annotated[int, Field(ge=0, le=2**53 - 1), WHOLE]
    """Millionths of the currency's unit: 1500000 is 1.50."""
    currency: Currency
    """ISO 4217 code."""


class Budget(Money):
    """An amount that a client says, in a currency that there is."""

    currency: Annotated[Currency, AfterValidator(_in_use), Field(json_schema_extra={"enum": [*CURRENCIES]})]
    """ISO 4217 code."""
