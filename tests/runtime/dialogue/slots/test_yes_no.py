from __future__ import annotations

import pytest

from talkif_runtime.dialogue.slots.yes_no import yes_no

ANSWERS = {
    True: ["en:yes", "en:no problem", "en:why not?", "en:uh huh", "en:Of course!", "en:that's right", "de:kein Problem",
           "fr:bien sûr", "it:sì", "nl:ja hoor", "es:claro que sí"],
    False: ["en:no thanks", "en:yes, no, that is wrong", "en:not really", "en:of course not", "en:that's not right",
            "en:I don't think so", "de:nein danke", "fr:pas du tout", "pt:não"],
    None: ["en:hello", "en:", "de:vielleicht"],
}  # fmt: skip


@pytest.mark.parametrize(("answer", "expected"), [(text, known) for known, texts in ANSWERS.items() for text in texts])
def test_what_means_yes_and_what_means_no(answer: str, expected: bool | None) -> None:
    language, _, text = answer.partition(":")
    assert yes_no(text, language) is expected
