"""A file that is named to be checked is none of those that the language defines."""

from __future__ import annotations

from ...rule import Rule

RULE = Rule(
    id="unknown-file",
    severity="error",
    summary="A file that is named to be checked is none of those that the language defines.",
    doc="""\
A file is known by its name (`talkif.yaml`, `talkif.lock`, `talkif.baseline.json`), by its `schema`, or by the keys of
a flow, a test or tools. Other files are not checked: who names one has probably meant another, or its schema is
missing. In a folder that is searched, they are passed over.
""",
    bad="""\
services:
  database: {image: postgres}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: "Hello.", next: bye}
  bye: {type: end}
""",
    required=True,
)
