from __future__ import annotations

import random

import phonenumbers
import pytest

from talkif_api.kit import phone_number
from talkif_api.kit.phone_number import checked_e164, e164
from talkif_schemas.errors import Invalid


@pytest.mark.parametrize(
    ("written", "region", "stored"),
    [
        ("+1 (415) 555-1234", None, "+14155551234"),
        ("tel:+1-415-555-1234", None, "+14155551234"),
        ("(415) 555-1234", "US", "+14155551234"),
        ("030 901820", "DE", "+4930901820"),
        ("0049 30 901820", "DE", "+4930901820"),
        ("+\N{FULLWIDTH DIGIT ONE}4155551234", None, "+14155551234"),
        ("011 49 30 901820", "US", "+4930901820"),
        ("0049 30 901820", "US", "+4930901820"),
        ("011 1 (415) 555-1234", "GB", "+14155551234"),
        ("0049 30 901820", None, None),
        ("000 49 30 901820", "US", None),
        ("(415) 555-1234", None, None),
        ("+1415555123", None, None),
        ("+15551234", None, None),
        ("555-1234", "US", None),
        ("901820", "DE", "+49901820"),
        ("+1 200 000 0000", None, "+12000000000"),
        ("+14155551234 ext. 5", None, None),
        ("nobody", "US", None),
        ("", "US", None),
    ],
)
def test_written_forms(written: str, region: str | None, stored: str | None) -> None:
    assert e164(written, region) == stored


@pytest.mark.parametrize("written", ["+1 415-555-1234 ext. 12", "tel:+14155551234;ext=12", "(415) 555-1234 x12"])
def test_an_extension_is_left_out_where_that_is_wanted(written: str) -> None:
    assert (e164(written, "US"), e164(written, "US", without_extension=True)) == (None, "+14155551234")


def test_a_wrong_number_names_its_field() -> None:
    with pytest.raises(Invalid) as caught:
        checked_e164("nobody", "toNumber")
    assert [(problem.field, problem.code) for problem in caught.value.fields] == [("toNumber", "invalid_format")]


def test_valid_numbers_are_taken() -> None:
    """Of every country, and of every kind that the library has an example of."""
    refused = set()
    for region in phonenumbers.SUPPORTED_REGIONS:
        for kind in phonenumbers.PhoneNumberType.values():
            example = phonenumbers.example_number_for_type(region, kind)
            if example is not None and phonenumbers.is_valid_number(example):
                number = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
                if e164(number) != number:
                    refused.add(number)
    # Seven digits that are dialled within Canada alone; in Los Angeles, a number without its code.
    assert refused == {"+13101234"}


def test_plain_numbers_are_what_the_library_makes_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = random.Random(1)
    codes = phonenumbers.COUNTRY_CODE_TO_REGION_CODE
    numbers = [
        f"+{code}{''.join(drawn.choices('0123456789', k=drawn.randint(4, 13)))}" for code in codes for _ in range(60)
    ]
    written = [
        number[:2] + "".join(drawn.choice(("", "", " ", "-", ") ")) + digit for digit in number[2:])
        for number in numbers
    ]
    read = [(e164(number), e164(text)) for number, text in zip(numbers, written, strict=True)]
    plain = [number for number in numbers if e164(number) == number and phone_number._is_plain(number)]
    monkeypatch.setattr(phone_number, "_is_plain", lambda number: False)
    assert read == [(e164(number), e164(text)) for number, text in zip(numbers, written, strict=True)]
    # The library rewrites numbers of Argentina by rules that any number may fall under.
    assert {phonenumbers.parse(number).country_code for number in plain} == {*codes} - {54}
