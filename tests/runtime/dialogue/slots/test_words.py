from __future__ import annotations

from talkif_runtime.dialogue.slots.words import mentions, with_digits, without, without_lead_in, words


def test_words_are_compared_without_case_and_punctuation() -> None:
    assert words("It’s MY order, No. 5!") == ["it's", "my", "order", "no", "5"]
    assert mentions("I want my order, please", "My order")
    assert not mentions("my new order", "my order")
    assert not mentions("anything", "")


def test_the_longest_phrase_is_taken_out_first() -> None:
    assert without("no problem at all, no", ["no problem", "problem"]) == "at all no"


def test_a_lead_in_is_dropped_only_when_something_follows() -> None:
    assert without_lead_in("Yes, my name is Bo", ["my name is", "is"]) == "Bo"
    assert without_lead_in("my name is", ["my name is"]) == "my name is"


def test_number_words_stay_in_languages_that_we_do_not_know() -> None:
    assert (with_digits("twenty one", "en"), with_digits("kaksi", "fi")) == ("21", "kaksi")
