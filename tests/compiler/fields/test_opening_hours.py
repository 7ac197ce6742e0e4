"""Days off are those of a country that the runtime knows, and a schedule says when it is open."""

from __future__ import annotations

import pytest

from talkif_compiler.files.project_file import read_project

PROJECT = "schema: talkif.project/v1\nschedules: {office: {%s}}\n"
WINDOWS = "windows: [{days: [mon-fri], from: '09:00', to: '17:00'}]"


def found(fields: str) -> list[tuple[str, str | None]]:
    return [(item.message, item.help) for item in read_project(PROJECT % fields)[1]]


@pytest.mark.parametrize("region", ["US", "DE", "DE-BY", "GB-ENG", "UK", "BR-SP"])
def test_a_region_with_holidays(region: str) -> None:
    assert found(f"{WINDOWS}, holidays: {region}") == []


@pytest.mark.parametrize(
    ("region", "message", "help_begins"),
    [
        ("Germany", "`Germany` is no country", "Use a code of ISO 3166"),
        ("ZZ", "the public holidays of `ZZ` are not known", "Use a country of ISO 3166"),
        ("DE-ZZ", "`DE` has no part `ZZ`", "Those of the whole country are `holidays: DE`. Its parts: `BB`, `BE`"),
        ("JP-13", "`JP` has no part `13`", "Those of the whole country are `holidays: JP`."),
    ],
)
def test_a_region_without(region: str, message: str, help_begins: str) -> None:
    ((what, advice),) = found(f"{WINDOWS}, holidays: {region}")
    assert what == message
    assert (advice or "").startswith(help_begins)


def test_a_schedule_that_is_never_open_is_none() -> None:
    assert [message for message, _ in found("timezone: Europe/Berlin")] == ["`windows` is missing"]
