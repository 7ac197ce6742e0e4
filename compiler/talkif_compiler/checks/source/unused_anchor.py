"""An anchor to which no alias leads."""

from __future__ import annotations

from ...rule import Rule

RULE = Rule(
    id="unused-anchor",
    severity="warning",
    summary="An anchor to which no alias leads.",
    doc="""\
In YAML, `&word` in front of a value is a name for it, which `*word` repeats. It is no part of the value: of the text
`&Co is open` nothing is said but "is open". A name that nothing repeats is mostly the beginning of a text, or is left
over from an alias that was taken out.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: &Sons are open., next: bye}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: "&Sons are open.", next: bye}
  bye: {type: end}
""",
)
