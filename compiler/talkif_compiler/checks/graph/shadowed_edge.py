"""An edge that can never be taken, because an earlier one always is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...diagnostics import Diagnostic, Label
from ...fields.edges import EdgeFields
from ...fields.leaves import Spanned
from ...linking.conditions.decisions import Condition, Decisions, without
from ...linking.conditions.meaning import ANY_CASE, Cases, TooManyCases, met
from ...linking.link import Linked
from ...rule import Rule
from ..known import decisions_of

RULE = Rule(
    id="shadowed-edge",
    severity="warning",
    summary="An edge can never be taken, because an earlier one always is.",
    doc="""\
Conditions are tried in order. One that only holds when an earlier one does is never reached: `total > 100` after
`total > 50`. So is the second edge for the same event, with the same `when`, or the second `else`. The way that the
author had in mind for such callers is never taken.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
inputs: {total: {type: number, required: true}}
nodes:
  greet:
    type: branch
    next:
      - {if: "inputs.total > 50", to: offer}
      - {if: "inputs.total > 100", to: thank}
      - {else: bye}
  offer: {type: end, say: "We have an offer for you."}
  thank: {type: end, say: "Thank you for your trust."}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
inputs: {total: {type: number, required: true}}
nodes:
  greet:
    type: branch
    next:
      - {if: "inputs.total > 100", to: thank}
      - {if: "inputs.total > 50", to: offer}
      - {else: bye}
  offer: {type: end, say: "We have an offer for you."}
  thank: {type: end, say: "Thank you for your trust."}
  bye: {type: end}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    decisions = linked.once(decisions_of)
    for edges in (*(node.next for node in linked.nodes.values()), linked.handlers):
        if len(edges) > 1:
            yield from _conditions(decisions, edges)
            yield from _twins(edges)
            yield from _else(edges)


def _conditions(decisions: Decisions, edges: Sequence[EdgeFields]) -> Iterator[Diagnostic]:
    left = ANY_CASE
    earlier: list[Condition] = []
    for condition in decisions.conditions(edges):
        # Those that are always or never true are findings of their own.
        if condition is None or not condition.holds:
            continue
        if not condition.fails:
            return
        if not _meet(left, condition):
            yield _shadowed(condition, earlier)
            continue
        left = without(left, condition)
        earlier.append(condition)


def _shadowed(condition: Condition, earlier: list[Condition]) -> Diagnostic:
    cause = next((other for other in earlier if not _meet(other.fails, condition)), None)
    if cause is None:
        labels = tuple(Label(other.formula.span, "one of these is taken first") for other in earlier[:3])
        message = "this edge is never taken: whenever its condition holds, that of an earlier edge does, too"
        return RULE.at(condition.formula.span, message, related=labels)
    return RULE.at(
        condition.formula.span,
        f"this edge is never taken: whenever its condition holds, `{cause.formula.source.strip()}` does, too",
        related=(Label(cause.formula.span, "this edge is taken first"),),
        help="Put the narrower condition first, or remove the edge.",
    )


def _meet(cases: Cases, condition: Condition) -> bool:
    """Whether the condition can hold in some of the cases."""
    try:
        return bool(met(cases, condition.holds))
    except TooManyCases:
        return True


def _twins(edges: Sequence[EdgeFields]) -> Iterator[Diagnostic]:
    events: dict[str, Spanned[str]] = {}
    intents: dict[str, Spanned[str]] = {}
    for edge in edges:
        if edge.on is not None:
            first = events.setdefault(edge.on.value, edge.on)
            if first is not edge.on:
                message = f"this edge is never taken: an earlier one takes `{edge.on.value}`"
                yield RULE.at(edge.on.span, message, related=(Label(first.span, "taken here"),))
        if edge.when is not None:
            # The same words for different targets are a finding of their own.
            first = intents.setdefault(f"{_folded(edge.when.value)} -> {edge.target.value}", edge.when)
            if first is not edge.when:
                message = "this edge says what an earlier one says, and leads to the same node"
                yield RULE.at(edge.when.span, message, related=(Label(first.span, "said here"),), help="Remove it.")


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace(".", " ").replace(",", " ").split())


def _else(edges: Sequence[EdgeFields]) -> Iterator[Diagnostic]:
    places = [index for index, edge in enumerate(edges) if edge.kind == "else"]
    if not places:
        return
    first = edges[places[0]].place
    for index in places[1:]:
        message = "this edge is never taken: an earlier `else` is"
        yield RULE.at(edges[index].place, message, related=(Label(first, "the first `else`"),))
    after = next((edge for edge in edges[places[0] + 1 :] if edge.kind == "if"), None)
    if after is not None:
        message = "`else` stands before a condition, but is taken only when none holds"
        yield RULE.at(first, message, related=(Label(after.place, "tried first"),), help="Put `else` last.")
