"""A number to call or write from is none that a carrier accepts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...diagnostics import Diagnostic, Edit, Fix
from ...fields.leaves import NumberName, Text
from ...linking.link import Linked
from ...nodes.message import Message
from ...nodes.transfer import Transfer
from ...rule import Rule
from .numbers import E164, meant

RULE = Rule(
    id="caller-id-invalid",
    severity="error",
    summary="A number to call or write from is none that a carrier accepts.",
    doc="""\
`caller_id` of a transfer and `from` of a message have to be E.164 numbers, such as +15551234567: carriers refuse the
call or the message otherwise. Nor can a number call itself, so a transfer cannot show the number that it goes to.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: transfer, to: "+15551234567", caller_id: "Acme Inc", next: [{on: failure, to: bye}]}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: transfer, to: "+15551234567", caller_id: "+15557654321", next: [{on: failure, to: bye}]}
  bye: {type: end}
""",
)


_PUNCTUATION = re.compile(r"[\s().-]")


def check(linked: Linked) -> Iterator[Diagnostic]:
    for node in linked.nodes.values():
        if isinstance(node, Transfer) and node.caller_id is not None:
            yield from _judge(linked, node.caller_id)
            yield from _calls_itself(linked, node, node.caller_id)
        elif isinstance(node, Message) and node.from_ is not None:
            yield from _judge(linked, node.from_)


def _judge(linked: Linked, sender: Text | NumberName) -> Iterator[Diagnostic]:
    for found in meant(linked, sender):
        if E164.fullmatch(found.number):
            continue
        bare = _PUNCTUATION.sub("", found.number)
        fixes: tuple[Fix, ...] = ()
        if E164.fullmatch(bare) and isinstance(sender, Text):
            fixes = (Fix(f"Write `{bare}`", (Edit(sender.span, f'"{bare}"'),), "safe"),)
        yield RULE.at(
            found.span,
            f"`{found.number}` is not an E.164 number, so nobody can be called or written to from it",
            help="Write it as in +15551234567.",
            related=found.related,
            fixes=fixes,
        )


def _calls_itself(linked: Linked, node: Transfer, sender: Text | NumberName) -> Iterator[Diagnostic]:
    shown = {found.number for found in meant(linked, sender)}
    for target in node.to:
        if any(found.number in shown and E164.fullmatch(found.number) for found in meant(linked, target)):
            message = "this is the number that the transfer goes to, and a number cannot call itself"
            yield RULE.at(sender.span, message, help="Leave `caller_id` out to show the number of the call.")
            return
