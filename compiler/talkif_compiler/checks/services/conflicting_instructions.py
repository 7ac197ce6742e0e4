"""The prompt of a node asks for the opposite of the flow's."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label
from ...linking.link import Linked
from ...rule import Rule
from .instructions import instructions
from .prompts import of_flow, prompts

RULE = Rule(
    id="conflicting-instructions",
    severity="warning",
    summary="The prompt of a node asks for the opposite of the flow's prompt.",
    doc="""\
A model reads the flow's prompt and the node's as one text. Told to be brief and to explain in detail, or never to ask
for something and to ask for it, it does now the one and now the other, and calls become a matter of luck. Looks for
plain English instructions only: how long to speak, in which language, and "never do this" against "do this".
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
prompt: You are the phone assistant of a bank. Be brief. Never ask for the card number.
start: talk
nodes:
  talk:
    type: agent
    prompt: Help with lost cards. Ask for the card number.
    next: [{when: The caller says goodbye, to: bye}]
  bye: {type: end, say: Goodbye.}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
prompt: You are the phone assistant of a bank. Be brief. Never ask for the card number.
start: talk
nodes:
  talk:
    type: agent
    prompt: Help with lost cards. Ask for the date of birth.
    next: [{when: The caller says goodbye, to: bye}]
  bye: {type: end, say: Goodbye.}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    shared = of_flow(linked)
    if shared is None:
        return
    general = list(instructions(shared.words))
    for prompt in prompts(linked) if general else ():
        if prompt.node_id is None:
            continue
        for special in instructions(prompt.words):
            against = next((rule for rule in general if rule.contradicts(special)), None)
            if against is not None:
                said = shared.words[against.start : against.end].strip()
                message = f"the flow's prompt says the opposite: “{' '.join(said.split())}”"
                related = (Label(shared.place(against.start, against.end), "the flow's prompt"),)
                yield RULE.at(prompt.place(special.start, special.end), message, related=related)
                break
