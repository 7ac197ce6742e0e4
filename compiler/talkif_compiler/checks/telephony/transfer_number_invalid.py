"""A transfer goes to something that is no phone number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...diagnostics import Diagnostic, Edit, Fix
from ...leaves import Text
from ...link import Linked
from ...nodes.transfer import Transfer
from ...rule import Rule

RULE = Rule(
    id="transfer-number-invalid",
    severity="error",
    summary="A transfer goes to something that is no phone number.",
    doc="""\
Carriers dial numbers in the international form E.164, such as +15551234567, and SIP addresses. Anything else fails
while the caller waits for a person.
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


#: ITU-T E.164: at most 15 digits, none of which begins with 0.
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_SIP = re.compile(r"sips?:[^\s@]+@[^\s@]+")
_PUNCTUATION = re.compile(r"[\s().-]")


def check(linked: Linked) -> Iterator[Diagnostic]:
    for node in linked.nodes.values():
        if isinstance(node, Transfer):
            for target in node.to:
                yield from _judge(linked, target, sip=True)
            if node.caller_id is not None:
                yield from _judge(linked, node.caller_id, sip=False)


def _judge(linked: Linked, text: Text, *, sip: bool) -> Iterator[Diagnostic]:
    written = linked.texts.get(text)
    if written is None or "{{" in written.content:
        return
    number = written.content
    if _E164.fullmatch(number) or (sip and _SIP.fullmatch(number)):
        return
    bare = _PUNCTUATION.sub("", number)
    fixes: tuple[Fix, ...] = ()
    if _E164.fullmatch(bare):
        fixes = (Fix(f"Write `{bare}`", (Edit(text.span, f'"{bare}"'),), "safe"),)
    expected = "an E.164 number or a SIP address" if sip else "an E.164 number"
    yield RULE.at(text.span, f"`{number}` is not {expected}", help="Write it as in +15551234567.", fixes=fixes)
