"""The language knows this, and this version does not run it yet."""

from __future__ import annotations

from ...rule import Rule

RULE = Rule(
    id="not-supported",
    severity="error",
    summary="The language knows this, and this version does not run it yet.",
    doc="""\
A flow that relies on something that would silently not happen is worse than one that is refused.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: play, audio: hello.wav, next: bye}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: "Hello.", next: bye}
  bye: {type: end}
""",
)
