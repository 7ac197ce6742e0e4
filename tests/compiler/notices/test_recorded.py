from __future__ import annotations

from pathlib import Path

import pytest

from talkif_compiler.notices import RECORDED

HEADS = ("call is ", "agree to ", "n't ", " ", "Gespräch ", "nehmen Gespräch ", "ce que vous ", "lo que ", "no se ")


SENTENCES = [
    (line[:1] == "+", line[2:])
    for line in Path(__file__).with_name("recorded_sentences.txt").read_text(encoding="utf-8").splitlines()
    if line[:1] in ("+", "-")
]


@pytest.mark.parametrize(("tells", "sentence"), SENTENCES, ids=[sentence for _, sentence in SENTENCES])
def test_sentences_that_tell_of_a_recording_or_ask_for_it(tells: bool, sentence: str) -> None:
    assert RECORDED.is_in(sentence) is tells


@pytest.mark.parametrize("head", HEADS)
def test_a_long_text_ends(head: str) -> None:
    """Were the patterns not bounded, this would take many minutes."""
    assert not RECORDED.is_in(head * (100_000 // len(head)) + "x grabx")
