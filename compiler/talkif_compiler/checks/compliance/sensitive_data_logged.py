"""A card number, a password or the like leaves the call in writing."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label
from ...fields.leaves import Text
from ...linking.link import Linked
from ...nodes.dnc import Dnc
from ...nodes.message import Message
from ...rule import Rule
from .printed import printed
from .sensitive import is_personal

RULE = Rule(
    id="sensitive-data-logged",
    severity="error",
    summary="A card number, a password or the like leaves the call in writing.",
    doc="""\
What stands in `outputs` is stored with the call and sent to webhooks; what a prompt prints goes to the vendor of the
model and into its logs; what a text message prints stays on two phones. None of these is a place for card numbers and
codes, passwords, or numbers of identity. The rule knows them by the names of variables, inputs and fields
(`card_number`, `cvv`, `ssn`, `password`), and takes a variable whose `description` says "sensitive" or "confidential"
for one. Send such values to a tool, and keep what it answers.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {card_number: {type: string}}
outputs: [card_number]
nodes:
  greet:
    type: collect
    into: card_number
    ask: "Please key in your card number."
    input: dtmf
    next: [{on: done, to: bye}, {on: gave_up, to: bye}]
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {card_number: {type: string}, card_token: {type: string}}
outputs: [card_token]
tools:
  keep_card:
    description: Keeps a card and gives a token for it.
    parameters: {number: {type: string, required: true}}
    method: POST
    url: "https://api.example.com/cards"
    body: {number: "{{args.number}}"}
    map: {token: last.result.token}
nodes:
  greet:
    type: collect
    into: card_number
    ask: "Please key in your card number."
    input: dtmf
    next: [{on: done, to: keep}, {on: gave_up, to: bye}]
  keep:
    type: tool
    tool: keep_card
    args: {number: "{{card_number}}"}
    next: [{on: success, to: bye, set: {card_token: "string(last.result.token)"}}, {on: failure, to: bye}]
  bye: {type: end}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    for output in linked.flow.outputs or ():
        if is_personal(linked, ("vars", output.value)):
            message = f"`{output.value}` is stored with the call and sent to webhooks"
            related = tuple(
                Label(key.span, "declared here") for key in linked.flow.variables or {} if key == output.value
            )
            yield RULE.at(output.span, message, related=related, help=_ADVICE)
    messages = {id(text): where for text, where in _written(linked)}
    for found in printed(linked):
        where = (
            "in the prompt of a model, and in its logs" if found.text.use == "prompt" else messages.get(id(found.text))
        )
        if where is not None and is_personal(linked, found.path):
            yield RULE.at(found.span, f"`{found.path[-1]}` ends up {where}", help=_ADVICE)


_ADVICE = "Send it to a tool, and keep only what the tool answers, such as a token or the last four digits."


def _written(linked: Linked) -> Iterator[tuple[Text | None, str]]:
    for node in linked.nodes.values():
        if isinstance(node, Message):
            yield node.text, "in a text message"
        elif isinstance(node, Dnc):
            yield node.reason, "in the do-not-call list"
