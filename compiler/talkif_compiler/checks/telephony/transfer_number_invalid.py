"""A transfer or a message goes to something that is no phone number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...diagnostics import Diagnostic, Edit, Fix
from ...fields.leaves import Text
from ...linking.link import Linked
from ...nodes.message import Message
from ...nodes.transfer import Transfer
from ...rule import Rule
from .numbers import E164, meant

RULE = Rule(
    id="transfer-number-invalid",
    severity="error",
    summary="A transfer or a message goes to something that is no phone number.",
    doc="""\
Carriers dial numbers in the international form E.164, such as +15551234567, and SIP addresses. Anything else fails
while the caller waits for a person. Text messages go to E.164 numbers alone.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: transfer, to: "(555) 123-4567", next: [{on: failure, to: bye}]}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: transfer, to: "+15551234567", next: [{on: failure, to: bye}]}
  bye: {type: end}
""",
)


_SIP = re.compile(r"sips?:[^\s@]+@[^\s@]+")
_PUNCTUATION = re.compile(r"[\s().-]")
_EMERGENCY = frozenset({"000", "110", "111", "112", "118", "119", "911", "933", "988", "995", "999"})


def check(linked: Linked) -> Iterator[Diagnostic]:
    for node in linked.nodes.values():
        if isinstance(node, Transfer):
            for target in node.to:
                if isinstance(target, Text):
                    yield from _judge(linked, target, sip=True)
        elif isinstance(node, Message) and isinstance(node.to, Text):
            yield from _judge(linked, node.to, sip=False)


def _judge(linked: Linked, text: Text, *, sip: bool) -> Iterator[Diagnostic]:
    for found in meant(linked, text):
        number = found.number
        if E164.fullmatch(number) or (sip and _SIP.fullmatch(number)):
            continue
        if number in _EMERGENCY:
            advice = "Ask the caller to hang up and dial it themselves, so that their place is known."
            yield RULE.at(text.span, f"`{number}` is an emergency number, which no flow can dial", help=advice)
            continue
        bare = _PUNCTUATION.sub("", number)
        fixes: tuple[Fix, ...] = ()
        if E164.fullmatch(bare):
            fixes = (Fix(f"Write `{bare}`", (Edit(text.span, f'"{bare}"'),), "safe"),)
        expected = "an E.164 number or a SIP address" if sip else "an E.164 number"
        yield RULE.at(text.span, f"`{number}` is not {expected}", help="Write it as in +15551234567.", fixes=fixes)
