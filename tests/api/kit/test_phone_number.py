from __future__ import annotations

import pytest

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
        ("(415) 555-1234", None, None),
        ("+1415555123", None, None),
        ("+14155551234 ext. 5", None, None),
        ("nobody", "US", None),
        ("", "US", None),
    ],
)
def test_written_forms(written: str, region: str | None, stored: str | None) -> None:
    assert e164(written, region) == stored


def test_a_wrong_number_names_its_field() -> None:
    with pytest.raises(Invalid) as caught:
        checked_e164("nobody", "toNumber")
    assert [(problem.field, problem.code) for problem in caught.value.fields] == [("toNumber", "invalid_format")]
