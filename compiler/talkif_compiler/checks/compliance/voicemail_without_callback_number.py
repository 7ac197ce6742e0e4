"""A message on a machine asks for a call back and gives no number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.link import Linked
from ...nodes.voicemail import Voicemail
from ...rule import Rule
from ..dialogue.speech import is_english, line_of
from .printed import printed

RULE = Rule(
    id="voicemail-without-callback-number",
    severity="warning",
    summary="A message on a machine asks for a call back and gives no number.",
    doc="""\
Who listens to it hours later cannot ask, and a withheld or shared number cannot be called back. Laws on calls with an
artificial voice ask for the number as well. The rule looks at messages of `voicemail` nodes, in English, that ask for a
call back; digits, and values other than names, are taken for a number.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
handlers: [{on: "dtmf:9", to: stop}]
nodes:
  greet:
    type: voicemail
    message: "This is {{account.name}}. Please call us back."
    next: [{on: done, to: bye}]
  stop: {type: dnc, next: bye}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
handlers: [{on: "dtmf:9", to: stop}]
nodes:
  greet:
    type: voicemail
    message: "This is {{account.name}}. Please call us back at {{phone call.from}}."
    next: [{on: done, to: bye}]
  stop: {type: dnc, next: bye}
  bye: {type: end}
""",
)


_CALL_BACK = re.compile(
    r"\b(?:call|phone|ring)\s+(?:us|me)\b|\b(?:call|ring|phone)\s+(?:us\s+|me\s+)?back\b|\breturn\s+(?:our|my|this|the)\s+call\b"
    r"|\bgive\s+(?:us|me)\s+a\s+(?:call|ring)\b|\breach\s+(?:us|me)\b|\bget\s+back\s+to\s+(?:us|me)\b",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|zero|oh)\b", re.IGNORECASE)
_FEWEST_DIGITS = 3
_NAMES = {("contact", "firstName"), ("contact", "lastName"), ("contact", "company"), ("account", "name")}


def check(linked: Linked) -> Iterator[Diagnostic]:
    nodes = [node for node in linked.nodes.values() if isinstance(node, Voicemail)] if is_english(linked) else []
    values = {id(found.text) for found in printed(linked) if found.path not in _NAMES} if nodes else set()
    for node in nodes:
        line = line_of(linked, node.message)
        match = _CALL_BACK.search(line.heard) if line is not None else None
        if line is None or match is None or id(node.message) in values or "{{>" in line.parsed.content:
            continue
        if len(_DIGITS.findall(line.heard)) < _FEWEST_DIGITS:
            advice = "Say the number: `{{phone call.from}}` is the one that the call comes from."
            yield RULE.at(line.place(*match.span()), "asks for a call back, but gives no number", help=advice)
