"""A model has to choose among too many ways."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.link import Linked
from ...rule import Rule

MOST = 12
"""Models begin to mix up options well before twenty, and the longer list makes every turn slower."""

RULE = Rule(
    id="too-many-choices",
    severity="warning",
    summary="A model has to choose among too many ways.",
    doc="""\
After each turn, the model picks one of the node's `when` edges, those of the handlers included, or stays. With more
than twelve, it picks the wrong one more often, and each turn takes longer. Group them: first the topic, then the wish.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet:
    type: agent
    prompt: Find out what the caller wants.
    next:
      - {when: Wants an invoice, to: bye}
      - {when: Disputes an invoice, to: bye}
      - {when: Changes the card, to: bye}
      - {when: Changes the address, to: bye}
      - {when: Changes the name, to: bye}
      - {when: Orders goods, to: bye}
      - {when: Cancels an order, to: bye}
      - {when: Returns goods, to: bye}
      - {when: Misses a parcel, to: bye}
      - {when: Reports a fault, to: bye}
      - {when: Needs a repair, to: bye}
      - {when: Asks for the hours, to: bye}
      - {when: Says goodbye, to: bye}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet:
    type: agent
    prompt: Find out what the caller wants.
    next:
      - {when: It is about an invoice or an account, to: account}
      - {when: It is about an order, to: order}
      - {when: Says goodbye, to: bye}
  account:
    type: agent
    prompt: Find out what is to be done.
    next: [{when: An invoice, to: bye}, {when: A change of the account, to: bye}]
  order:
    type: agent
    prompt: Find out what is to be done.
    next: [{when: A new order, to: bye}, {when: A change of an order, to: bye}]
  bye: {type: end}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    shared = [handler for handler in linked.handlers if handler.when is not None]
    if len(shared) > MOST:
        message = f"the handlers alone give the model {len(shared)} ways to choose from; {MOST} is a sensible limit"
        yield RULE.at(shared[MOST].place, message)
        return
    targets = Counter(linked.graph.resolve(handler.target) for handler in shared)
    for node_id, node in linked.nodes.items():
        own = [edge for edge in node.next if edge.when is not None]
        count = len(own) + (0 if node.refuses_handlers else len(shared) - targets[node_id])
        if own and count > MOST:
            included = f", {count - len(own)} of them handlers" if count > len(own) else ""
            message = f"the model chooses among {count} ways here{included}; {MOST} is a sensible limit"
            yield RULE.at(own[-1].place, message, help="Ask for the topic first, and for the rest in other nodes.")
