"""Values are read out of the dialogue by a model that is told to be inventive."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label
from ...linking.link import Linked
from ...rule import Rule
from ...source import Span
from . import temperature_out_of_range
from .choices import effective
from .extracting import extraction

RULE = Rule(
    id="extraction-temperature",
    severity="warning",
    summary="Values are extracted with a high temperature.",
    doc="""\
A high `temperature` makes answers vary, and values that a model reads out of the dialogue with them: the same words
of the caller give one order number today and another tomorrow. Where a node extracts (`extract` of an agent, or an
`extract` node), stay at 0.5 or below, or give that node `services` of its own.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
services:
  llm: [{provider: anthropic, model: claude-haiku-4-5, options: {temperature: 0.9}}, {provider: openai}]
variables: {order_id: {type: string}}
outputs: [order_id]
start: talk
nodes:
  talk:
    type: agent
    prompt: Find out the number of the order.
    extract: [order_id]
    next: [{when: The caller is done, to: bye}]
  bye: {type: end, say: Goodbye.}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
services:
  llm: [{provider: anthropic, model: claude-haiku-4-5, options: {temperature: 0.2}}, {provider: openai}]
variables: {order_id: {type: string}}
outputs: [order_id]
start: talk
nodes:
  talk:
    type: agent
    prompt: Find out the number of the order.
    extract: [order_id]
    next: [{when: The caller is done, to: bye}]
  bye: {type: end, say: Goodbye.}
""",
)

_HIGHEST = 0.5


def check(linked: Linked) -> Iterator[Diagnostic]:
    """Each temperature is reported once, however many nodes extract with it."""
    seen: set[Span] = set()
    for node_id, node in linked.nodes.items():
        place = extraction(node)
        for choice in effective(linked, node, "llm") if place is not None else ():
            value, span = choice.option("temperature") or (None, None)
            if (
                isinstance(value, int | float)
                and not isinstance(value, bool)
                and _HIGHEST < value <= temperature_out_of_range.HIGHEST
                and span is not None
                and span not in seen
            ):
                seen.add(span)
                message = f"with a temperature of {value:g}, what `{node_id}` extracts is left to chance"
                related = (Label(place, "extracted here"),) if place is not None else ()
                yield RULE.at(span, message, help=f"Use at most {_HIGHEST:g}.", related=related)
