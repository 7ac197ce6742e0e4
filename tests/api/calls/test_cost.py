"""Prices times quantities: exact, and unknown where a price is."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talkif_api.calls.cost import items, micros, of_analysis, total
from talkif_api.calls.price_book import PriceBook, PricesInvalid, price_book, read_prices
from talkif_api.calls.usage import Leg, TextMessage, Usage, input_tokens, usage
from talkif_schemas.resources.after_call import CostItem
from talkif_schemas.resources.calls import Direction
from tests.api.calls.journals import TALK, answered, chosen, ended

LIST_PRICES = price_book()
OWN = """{
  "asOf": "2026-11-01",
  "telephony": [{"carrier": "twilio", "direction": "inbound", "country": "US", "usdPerMinute": "0.005", "source": "I"}],
  "streams": [],
  "models": [{"kind": "llm", "provider": "openai", "model": "gpt-5-mini", "usdPerMillionIn": "0.2",
              "usdPerMillionCachedIn": "0.01", "source": "II"}],
  "messages": [{"carrier": "twilio", "country": "DE", "usdPerSegment": "0.09", "source": "III"}]
}"""


def of(
    used: Usage,
    *,
    book: PriceBook = LIST_PRICES,
    direction: Direction = "inbound",
    number: str = "+14155550100",
    duration_ms: int | None = 90_000,
) -> dict[str, CostItem]:
    found = items(used, book, carrier="twilio", direction=direction, number=number, duration_ms=duration_ms)
    return {f"{item.component} {item.unit} {item.note}".strip(): item for item in found}


def test_a_call_costs_what_its_parts_cost() -> None:
    amounts = {name: item.amount_micros for name, item in of(usage(TALK)).items()}
    assert amounts == {
        "telephony minute inbound call": 17_000,  # two minutes begun at 0.0085
        "telephony minute audio stream": 8_800,
        "stt second": 7_200,  # ninety at 0.0048 the minute
        "llm input_token": 250,  # a thousand at 0.25 the million
        "llm output_token": 400,
        "tts character": 480,  # twelve at 40 the million
    }
    whole = total(list(of(usage(TALK)).values()))
    assert whole.is_complete
    assert whole.total.amount_micros == sum(amount or 0 for amount in amounts.values())
    assert whole.total.currency == "USD"


def test_a_price_that_nobody_told_is_not_zero() -> None:
    found = of(usage([chosen(0, "stt", "unheard-of"), ended(1_000)]), number="+493012345678")
    assert found["stt second the price is not known"].amount_micros is None
    assert found["telephony minute inbound call: the price is not known"].amount_micros is None
    whole = total(list(found.values()))
    assert (whole.is_complete, whole.total.amount_micros) == (False, 8_800)


def test_what_runs_on_our_own_machine_is_free_and_says_so() -> None:
    found = of(usage([chosen(0, "stt", "offline"), answered(0, "offline", "", (10, 10)), ended(1_000)]))
    assert found["stt second on our own machine"].amount_micros == 0
    assert found["llm input_token on our own machine"].amount_micros == 0


def test_a_call_that_nobody_answered_costs_no_minute() -> None:
    assert of(usage([]), duration_ms=None) == {}
    assert of(usage([]), duration_ms=0) == {}


@pytest.mark.parametrize(
    ("direction", "number", "amount"),
    [("inbound", "+18005550100", 22_000), ("outbound", "+14155550100", 14_000), ("outbound", "+16045550100", 14_000)],
)
def test_lines_are_charged_by_direction_country_and_kind(direction: Direction, number: str, amount: int) -> None:
    found = of(usage([]), direction=direction, number=number, duration_ms=60_000)
    assert found[f"telephony minute {direction} call"].amount_micros == amount


def test_a_transfer_is_a_second_line_without_a_stream() -> None:
    used = Usage([], [Leg("+14155550122", 61_000)], [])
    found = of(used, duration_ms=120_000)
    assert found["telephony minute inbound call"].quantity == 2
    assert found["telephony minute audio stream"].quantity == 1
    leg = found["telephony minute transfer, with its ringing"]
    assert (leg.quantity, leg.amount_micros) == (2, 28_000)
    assert (
        of(Usage([], [Leg("sip:desk@example.com", 10)], []))[
            "telephony minute transfer, with its ringing: the price is not known"
        ].quantity
        == 1
    )


def test_text_messages_are_charged_by_their_segments() -> None:
    texts = [("+14155550122", 2), ("+12125550123", 1), ("+493012345678", 1), ("desk", 4), ("+14155550122", 0)]
    found = of(Usage([], [], [TextMessage(*text) for text in texts]))
    amounts = {name: (item.quantity, item.amount_micros) for name, item in found.items()}
    assert amounts.pop("messaging segment text messages") == (3, 24_900)  # at 0.0083
    # Abroad, and to a number that the environment binds.
    assert amounts.pop("messaging segment text messages: the price is not known") == (5, None)
    assert amounts.pop("messaging message text messages: the price is not known") == (1, None)
    assert "messaging" not in str(amounts)


def test_an_analysis_is_charged_by_its_tokens() -> None:
    used = input_tokens(4_000, 1_000) | {"output_token": 500}
    found = of_analysis(LIST_PRICES, "openai", "gpt-5-mini", used)
    assert [(item.unit, item.amount_micros) for item in found] == [
        ("input_token", 750),
        ("cached_input_token", 25),
        ("output_token", 1_000),
    ]


def test_input_that_was_kept_is_cheaper_where_the_vendor_says_so() -> None:
    found = of(usage([answered(0, "openai", "gpt-5-mini", (10_000, 0), 8_000)]))
    assert (found["llm input_token"].amount_micros, found["llm cached_input_token"].amount_micros) == (500, 200)
    unknown = of(usage([answered(0, "openai", "gpt-4", (10_000, 0), 8_000)]))
    assert unknown["llm cached_input_token the price is not known"].amount_micros is None


def test_what_a_deployment_has_agreed_on_counts_before_list_prices(tmp_path: Path) -> None:
    path = tmp_path / "prices.json"
    path.write_text(OWN)
    found = of(usage(TALK), book=price_book(path))
    assert found["telephony minute inbound call"].amount_micros == 10_000
    assert found["llm input_token"].amount_micros == 200
    assert found["llm output_token"].amount_micros == 400
    found = of(usage([answered(0, "openai", "gpt-5-mini", (1_000, 0), 1_000)]), book=price_book(path))
    assert found["llm cached_input_token"].amount_micros == 10
    found = of(Usage([], [], [TextMessage("+493012345678", 2)]), book=price_book(path))
    assert found["messaging segment text messages"].amount_micros == 180_000


@pytest.mark.parametrize(
    "text",
    ["", "{}", OWN.replace('"0.005"', '"-1"'), OWN.replace("telephony", "telefony"), OWN.replace('"0.2"', '"a"')],
)
def test_a_file_of_prices_that_is_wrong_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "prices.json"
    path.write_text(text)
    with pytest.raises(PricesInvalid, match=r"prices\.json"):
        read_prices(path)


def test_a_file_of_prices_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(PricesInvalid, match=r"none\.json"):
        read_prices(tmp_path / "none.json")


@given(st.decimals(0, 1_000, places=9), st.integers(0, 10**9))
def test_no_cost_is_negative_or_further_off_than_half_a_micro(price: Decimal, quantity: int) -> None:
    amount = micros(price, quantity)
    assert amount is not None
    assert amount >= 0
    assert abs(price * quantity * 1_000_000 - amount) <= Decimal("0.5")
