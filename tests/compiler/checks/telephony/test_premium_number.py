"""Against the metadata of the numbering plans."""

from __future__ import annotations

import phonenumbers
import pytest

from talkif_compiler.pipeline import compile_flow


def is_found(number: str) -> bool:
    flow = f"""\
schema: talkif.flow/v1
flow: a
start: a
nodes: {{a: {{type: transfer, to: "{number}", next: [{{on: failure, to: bye}}]}}, bye: {{type: end}}}}
"""
    return any(item.rule == "premium-number" for item in compile_flow({"a.yaml": flow}, "a.yaml").diagnostics)


@pytest.mark.parametrize("region", ["US", "GB", "DE", "FR", "ES", "IT", "NL", "BE", "AT", "CH", "AU", "IE", "SE"])
def test_premium_rates_are_found_and_others_are_not(region: str) -> None:
    kinds = phonenumbers.PhoneNumberType
    examples = {
        kind: phonenumbers.example_number_for_type(region, kind)
        for kind in (kinds.PREMIUM_RATE, kinds.FIXED_LINE, kinds.MOBILE, kinds.TOLL_FREE)
    }
    written = {
        kind: phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        for kind, number in examples.items()
        if number is not None
    }
    assert {kind: is_found(number) for kind, number in written.items()} == {
        kind: kind == kinds.PREMIUM_RATE for kind in written
    }
