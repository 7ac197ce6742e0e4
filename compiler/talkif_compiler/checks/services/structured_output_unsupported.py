"""A node needs what its model cannot do."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label
from ...linking.link import Linked
from ...rule import Rule
from ...source import Span
from .choices import effective
from .extracting import extraction

RULE = Rule(
    id="structured-output-unsupported",
    severity="error",
    summary="A node extracts values with a model that cannot keep to a schema.",
    doc="""\
Extraction asks the model for an answer of a given shape. A model without structured output answers in prose, or is
refused by its vendor, and the variables stay empty on every call. Looks at the models of nodes that extract,
fallbacks included.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
services: {llm: {provider: openai, model: gpt-5.4-pro}}
variables: {order_id: {type: string}}
outputs: [order_id]
start: read
nodes:
  read: {type: extract, into: order_id, next: [{on: success, to: bye}, {on: failure, to: bye}]}
  bye: {type: end, say: Goodbye.}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
services: {llm: {provider: openai, model: gpt-5.4-mini}}
variables: {order_id: {type: string}}
outputs: [order_id]
start: read
nodes:
  read: {type: extract, into: order_id, next: [{on: success, to: bye}, {on: failure, to: bye}]}
  bye: {type: end, say: Goodbye.}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    seen: set[Span] = set()
    for node_id, node in linked.nodes.items():
        need = extraction(node)
        for choice in effective(linked, node, "llm") if need is not None else ():
            if choice.model is None or choice.model.structured_output is not False or need is None:
                continue
            span = choice.place(need)
            if span not in seen:
                seen.add(span)
                message = f"`{choice.label}` cannot keep to a schema, and `{node_id}` extracts values"
                related = (Label(need, "extracted here"),) if span != need else ()
                yield RULE.at(span, message, help="Choose a model with structured output.", related=related)
