from __future__ import annotations

import pytest

from talkif_compiler.checks.dialogue import speech
from talkif_compiler.files.bind import bind
from talkif_compiler.linking.link import Linked, link
from talkif_compiler.syntax.sources import Sources


def linked(text: str) -> Linked:
    flow = f"""\
schema: talkif.flow/v1
flow: a
start: greet
variables: {{name: {{type: string}}}}
nodes:
  greet:
    type: say
    text: '{text}'
    next: bye
  bye: {{type: end}}
"""
    sources = Sources({"a.yaml": flow})
    document, _ = sources.document("a.yaml")
    assert document is not None
    fields, found = bind(document)
    assert fields is not None
    assert not found
    return link(fields, sources)[0]


def heard(text: str) -> str:
    (line,) = speech.lines(linked(text))
    assert len(line.heard) == len(text)
    return line.heard.replace(speech.VALUE, "_")


def test_values_are_marked_and_tags_are_blank() -> None:
    assert heard("Hi {{name}}!{{! not said }} Bye.") == "Hi ________!                Bye."


def test_of_alternatives_the_first_is_heard() -> None:
    assert heard("{{#if name}}Hi.{{else}}Who?{{/if}}").split() == ["Hi."]
    assert heard("{{^if name}}Who?{{/if}}").split() == ["Who?"]


def test_literals_are_those_of_all_alternatives() -> None:
    text = "{{#if name}}Hi.{{else}}Who?{{/if}} Bye {{name}}"
    (line,) = speech.lines(linked(text))
    assert [text[start:end] for start, end in speech.literals(line)] == ["Hi.", "Who?", " Bye "]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("", []),
        ("Hello", ["Hello"]),
        ("It is 3.50 a piece. Fine?", ["It is 3.50 a piece.", "Fine?"]),
        ('He said "no!" Then left...\nOdd.', ['He said "no!', '" Then left...', "Odd."]),
    ],
)
def test_sentences_end_with_a_mark_before_a_blank(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in speech.sentences(text)] == sentences


def test_what_sounds_the_same_is_equal() -> None:
    assert speech.normal("What's  your NAME?") == speech.normal("what's your name")
    assert speech.normal("What is it?") != speech.normal("What was it?")


def test_speech_takes_time_by_its_letters_and_pauses() -> None:
    assert speech.duration_ms("") == 0
    assert speech.duration_ms("x" * 160) == 10_000
    assert speech.duration_ms("One. Two.") > speech.duration_ms("One Two.")
    assert speech.duration_ms("Hi " + speech.VALUE * 40) == speech.duration_ms("Hi " + speech.VALUE)
