"""The table of languages has no gaps, and a tag finds its entry."""

from __future__ import annotations

import pytest

from talkif_runtime.templates.languages import LANGUAGES, language_of


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_is_whole(language: str) -> None:
    words = LANGUAGES[language]
    assert (len(words.weekdays.split()), len(words.months.split())) == (7, 12)
    assert words.currencies.keys() == LANGUAGES["en"].currencies.keys()
    assert words.signs.keys() == LANGUAGES["en"].signs.keys()


@pytest.mark.parametrize(
    ("tag", "entry"), [("de", "de"), ("de-CH", "de"), ("PT-br", "pt"), ("tlh", "en"), ("", "en"), ("d", "en")]
)
def test_a_tag_is_found_by_its_first_part(tag: str, entry: str) -> None:
    assert language_of(tag) is LANGUAGES[entry]
