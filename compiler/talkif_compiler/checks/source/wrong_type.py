"""A value has another type or form than its field needs."""

from __future__ import annotations

from ...rule import Rule

RULE = Rule(
    id="wrong-type",
    severity="error",
    summary="A value has another type or form than its field needs.",
    doc="""\
Durations have units, names are words, enumerations have members. What does not fit would be ignored or misread when
the call runs. A prompt without a word, a list of numbers with none in it and a wait of no time cannot work either.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
settings: {max_call: 20}
nodes:
  greet: {type: say, text: "Hello.", next: bye}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
settings: {max_call: 20m}
nodes:
  greet: {type: say, text: "Hello.", next: bye}
  bye: {type: end}
""",
    required=True,
)
