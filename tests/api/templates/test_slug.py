"""Slugs of names."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talkif_api.templates.slug import slug_of
from talkif_schemas.errors import Invalid


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Appointment Reminder", "appointment-reminder"),
        ("  Rückruf – Köln!  ", "ruckruf-koln"),
        ("2nd notice", "nd-notice"),
        ("x" * 100, "x" * 64),
    ],
)
def test_names_become_slugs(name: str, slug: str) -> None:
    assert slug_of(name) == slug


@given(st.text(min_size=1, max_size=200))
def test_a_name_with_a_latin_letter_has_a_slug(name: str) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_-]{0,63}", slug_of(name + "x"))


@pytest.mark.parametrize("name", ["提醒", "42", "!"])
def test_a_name_without_one_needs_a_slug(name: str) -> None:
    with pytest.raises(Invalid) as caught:
        slug_of(name)
    assert caught.value.fields[0].field == "slug"
