"""A handler takes the caller away from every node."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...fields.edges import HandlerFields
from ...linking.conditions.decisions import Decisions
from ...linking.conditions.meaning import TooManyCases
from ...linking.link import Linked
from ...rule import Rule
from ..known import decisions_of

RULE = Rule(
    id="hijacking-handler",
    severity="warning",
    summary="A handler takes the caller away from every node.",
    doc="""\
Handlers hold in every node. One that fits whatever the caller says, or whose condition is always true, wins against
the edges of the nodes, and no conversation gets anywhere.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
handlers: [{when: The caller says something, to: human}]
nodes:
  greet: {type: agent, prompt: Help the caller., next: [{when: The caller is satisfied, to: bye}]}
  human: {type: transfer, to: "+14155550123", next: [{on: failure, to: bye}]}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
handlers: [{when: The caller asks for a person, to: human}]
nodes:
  greet: {type: agent, prompt: Help the caller., next: [{when: The caller is satisfied, to: bye}]}
  human: {type: transfer, to: "+14155550123", next: [{on: failure, to: bye}]}
  bye: {type: end}
""",
)

_WHO = r"(?:if |when )?(?:(?:the |a )?(?:caller|user|customer|client|person|contact|they|he or she)\s+)?"
_DOES = r"(?:says?|asks?|wants?|speaks?|talks?|answers?|responds?|replies|does|needs?|mentions?)"
_ANYTHING = r"(?:(?:for |about |to )?(?:anything|something|everything|whatever)(?: else| at all)?)"
_ALWAYS = r"always|any(?: time)?|otherwise|else|default|in (?:all|any) cases?|true"
_GENERAL = re.compile(rf"{_WHO}(?:{_DOES}(?: {_ANYTHING})?|{_ANYTHING})|{_ALWAYS}")


def check(linked: Linked) -> Iterator[Diagnostic]:
    decisions = linked.once(decisions_of)
    for handler in linked.handlers:
        if handler.when is not None and _GENERAL.fullmatch(" ".join(re.findall(r"\w+", handler.when.value.casefold()))):
            yield RULE.at(
                handler.when.span,
                "this handler fits whatever the caller says, in every node",
                help="Say what tells this wish from all others: `The caller asks for a person`.",
            )
        elif handler.if_ is not None and _always_holds(handler, decisions):
            advice = "Name a variable, or put the edge into the nodes where it belongs."
            yield RULE.at(handler.if_.span, "this handler holds in every node, on every turn", help=advice)


def _always_holds(handler: HandlerFields, decisions: Decisions) -> bool:
    assert handler.if_ is not None, "asked of conditions alone"
    meaning = decisions.meaning(handler.if_)
    try:
        return meaning is not None and not meaning.cases("not true")
    except TooManyCases:
        return False
