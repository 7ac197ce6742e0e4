"""The worker-process side of the offline recogniser: one pocketsphinx decoder per process.

It is a process because pocketsphinx keeps the interpreter lock: decoding in a thread stops the event loop for 150 ms.
"""

from __future__ import annotations

import audioop
import re
from typing import Any

from pocketsphinx import Decoder

from ...wire import g711
from ..contract import SttExpectation

_RATE_HZ = 16_000
_DIGITS = "digits"
_DIGIT_GRAMMAR = """#JSGF V1.0;
grammar digits;
public <answer> = [<lead>] <digit>+ [please];
<lead> = yes | sure | it's | it is | the number is | my number is | my order number is;
<digit> = zero | oh | one | two | three | four | five | six | seven | eight | nine;
"""
# What the general model makes of spoken digits. The grammar hears digits in everything, so it only has its say
# when the general model found enough of these.
_LIKE_DIGIT = re.compile(
    "zero|oh|one|won|two|to|too|three|tree|four|for|five|six|seven|eight|ate|nine"
    "|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred"
)
_LIKE_DIGITS_SHARE = 0.4

_decoder: Any = None
_general = ""


def load() -> None:
    """Load the models; about 0.4 s. Runs once in each worker."""
    global _decoder, _general
    _decoder = Decoder(samprate=_RATE_HZ, loglevel="FATAL")
    _general = _decoder.current_search()
    _decoder.add_jsgf_string(_DIGITS, _DIGIT_GRAMMAR)


def ready() -> bool:
    """True once `load` has run in this worker."""
    return _decoder is not None


def decode(audio: bytes, expectation: SttExpectation) -> tuple[str, float]:
    """Text of one utterance of mu-law, and its confidence from 0 to 1. Empty text: no words."""
    pcm, _ = audioop.ratecv(g711.decode(audio), 2, 1, g711.RATE_HZ, _RATE_HZ, None)
    text, confidence = _search(pcm, _general)
    if expectation == "digits" and _sounds_like_digits(text):
        digits, digits_confidence = _search(pcm, _DIGITS)
        if digits:
            return digits, digits_confidence
    return text, confidence


def _search(pcm: bytes, name: str) -> tuple[str, float]:
    _decoder.activate_search(name)
    _decoder.start_utt()
    _decoder.process_raw(pcm, no_search=False, full_utt=True)
    _decoder.end_utt()
    hypothesis = _decoder.hyp()
    if hypothesis is None:
        return "", 0.0
    # `prob` is the posterior of the whole utterance; its geometric mean over the words does not punish long ones.
    return hypothesis.hypstr, min(1.0, hypothesis.prob ** (1 / (1 + len(hypothesis.hypstr.split()))))


def _sounds_like_digits(text: str) -> bool:
    words = text.split()
    return bool(words) and sum(_LIKE_DIGIT.fullmatch(word) is not None for word in words) >= _LIKE_DIGITS_SHARE * len(
        words
    )
