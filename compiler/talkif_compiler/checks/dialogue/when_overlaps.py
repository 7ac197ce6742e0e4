"""Two `when` edges say nearly the same and lead to different places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from ...diagnostics import Diagnostic, Label
from ...fields.edges import EdgeFields
from ...linking.link import Linked
from ...rule import Rule
from .speech import words

RULE = Rule(
    id="when-overlaps",
    severity="warning",
    summary="Two `when` edges say nearly the same and lead to different places.",
    doc="""\
A model chooses between all `when` edges that hold in a node, those of handlers among them. Where two say the same in
other words, it chooses by chance, and calls of the same kind end in different places. The rule compares the words that
carry meaning.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: talk
nodes:
  talk:
    type: agent
    prompt: Help.
    next: [{when: "The caller wants to cancel the order", to: cancel}, {when: "User cancels an order", to: bye}]
  cancel: {type: say, text: "I cancel it.", next: bye}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: talk
nodes:
  talk:
    type: agent
    prompt: Help.
    next: [{when: "The caller wants to cancel the order", to: cancel}, {when: "The caller says goodbye", to: bye}]
  cancel: {type: say, text: "I cancel it.", next: bye}
  bye: {type: end}
""",
)


_ALIKE = 0.8
_MOST_EDGES = 60
_MOST_PAIRS = 200_000
"""In one flow. Each costs a microsecond, and a hostile flow could ask for many millions."""
_EMPTY = re.compile(
    r"an?|the|this|that|their|his|her|its|to|of|for|in|on|at|by|with|from|and|or|is|are|be|being|been|has|have|had|it"
    r"|they|he|she|them|callers?|user|customer|person|contact|when|if|wants?|wish(?:es)?|would|likes?|ask(?:s|ing)?"
    r"|says?|saying|said|tells?|about|some|any|please|just|really"
)
_ENDING = re.compile(r"(?<=\w{3})(?:ings?|ed|es|s)$")


def check(linked: Linked) -> Iterator[Diagnostic]:
    handlers = [handler for handler in linked.handlers if handler.when is not None][:_MOST_EDGES]
    meanings = {id(handler): _meaning(handler) for handler in handlers}
    yield from _compare(linked, handlers, (), meanings)
    pairs = 0
    for node_id, node in linked.nodes.items():
        own = [edge for edge in node.next if edge.when is not None][:_MOST_EDGES]
        holding = [handler for handler in linked.handlers_in(node_id) if id(handler) in meanings] if own else []
        pairs += len(own) * (len(own) + len(holding))
        if pairs > _MOST_PAIRS:
            return
        yield from _compare(linked, own, holding, meanings)


def _compare(
    linked: Linked, edges: Sequence[EdgeFields], others: Sequence[EdgeFields], known: dict[int, frozenset[str]]
) -> Iterator[Diagnostic]:
    """`known`: meanings of the others, by their id()."""
    meanings = known | {id(edge): _meaning(edge) for edge in edges}
    pairs = [*combinations(edges, 2), *((other, edge) for edge in edges for other in others)]
    for first, second in pairs:
        one, two = meanings[id(first)], meanings[id(second)]
        if not one or not two or len(one & two) < _ALIKE * len(one | two):
            continue
        if linked.graph.resolve(first.target) != linked.graph.resolve(second.target):
            label = Label(first.place, f"leads to `{first.target.value}`")
            message = f"this says nearly the same as another edge, and leads to `{second.target.value}`"
            yield RULE.at(second.place, message, related=(label,), help="Say what sets the two apart, or keep one.")


def _meaning(edge: EdgeFields) -> frozenset[str]:
    """The words that carry meaning, without their endings."""
    text = edge.when.value if edge.when is not None else ""
    return frozenset(_ENDING.sub("", word) for word in words(text) if not _EMPTY.fullmatch(word))
