"""A minute of the call costs more than the project allows."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from ...diagnostics import Diagnostic, Label
from ...linking.link import Linked
from ...nodes.fields import NodeFields
from ...rule import Rule
from ..services.choices import Choice, first
from ..services.prompts import of_flow, of_node
from .budgets import budget

RULE = Rule(
    id="cost-per-minute-over-budget",
    severity="warning",
    summary="A minute of conversation costs more than the budget.",
    doc="""\
Adds up what the vendors of `services` charge for a minute of a usual conversation, and compares it with
`budgets.cost_per_minute` of talkif.yaml, in US dollars; without that budget there is no finding. A usual minute: the
recogniser listens all the time, the caller has four turns, at each of which the model reads its prompts and 600
tokens of dialogue and writes 50, and the voice speaks 450 characters. List prices, without the phone line; what a
vendor has not published counts nothing, so the real cost is rather higher.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
services: {llm: [{provider: anthropic, model: claude-opus-5}, {provider: openai}]}
start: talk
nodes:
  talk: {type: agent, prompt: Chat., next: [{when: The caller says goodbye, to: bye}]}
  bye: {type: end, say: Goodbye.}
# --- talkif.yaml ---
schema: talkif.project/v1
budgets: {cost_per_minute: 0.03}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
services: {llm: [{provider: anthropic, model: claude-haiku-4-5}, {provider: openai}]}
start: talk
nodes:
  talk: {type: agent, prompt: Chat., next: [{when: The caller says goodbye, to: bye}]}
  bye: {type: end, say: Goodbye.}
# --- talkif.yaml ---
schema: talkif.project/v1
budgets: {cost_per_minute: 0.03}
""",
)

TURNS = 4
DIALOGUE_TOKENS = 600
ANSWER_TOKENS = 50
SPOKEN_CHARACTERS = 450


class _Cost(Struct, frozen=True):
    what: str
    usd: float


def check(linked: Linked) -> Iterator[Diagnostic]:
    """The dearest node stands for all: it is where to save."""
    most = budget(linked, "cost_per_minute")
    if most is None:
        return
    around = [*_heard(first(linked, None, "stt")), *_spoken(first(linked, None, "tts"))]
    shared = of_flow(linked)
    tokens = DIALOGUE_TOKENS + (shared.tokens if shared is not None else 0)
    nodes = [(node_id, node) for node_id, node in linked.nodes.items() if node.LISTENS]
    talking = [(_thought(linked, node_id, node, tokens), node_id) for node_id, node in nodes]
    thoughts, node_id = max(talking, key=lambda pair: sum(cost.usd for cost in pair[0]), default=([], None))
    costs = [*around, *thoughts]
    total = sum(cost.usd for cost in costs)
    if total > most.value:
        choice = first(linked, linked.nodes.get(node_id or ""), "llm")
        place = choice.place(linked.flow.place) if choice is not None else linked.flow.place
        where = f" in `{node_id}`" if thoughts else ""
        message = f"a minute{where} costs about {total:.3f} USD, where the budget is {most.value:g}"
        sums = " + ".join(f"{cost.what} {cost.usd:.4f}" for cost in costs)
        related = (Label(most.span, "the budget"),)
        yield RULE.at(place, message, help=f"In USD: {sums} = {total:.4f}.", related=related)


def _heard(choice: Choice | None) -> Iterator[_Cost]:
    if choice is not None and choice.model is not None and choice.model.usd_per_minute is not None:
        yield _Cost(choice.label, choice.model.usd_per_minute)


def _spoken(choice: Choice | None) -> Iterator[_Cost]:
    if choice is not None and choice.model is not None and choice.model.usd_per_million_characters is not None:
        yield _Cost(choice.label, choice.model.usd_per_million_characters * SPOKEN_CHARACTERS / 1e6)


def _thought(linked: Linked, node_id: str, node: NodeFields, tokens: int) -> list[_Cost]:
    prompts = list(of_node(linked, node_id))
    choice = first(linked, node, "llm") if prompts else None
    if choice is None or choice.model is None or choice.model.usd_per_million_in is None:
        return []
    read = tokens + sum(prompt.tokens for prompt in prompts)
    written = (choice.model.usd_per_million_out or 0) * ANSWER_TOKENS
    return [_Cost(choice.label, TURNS * (choice.model.usd_per_million_in * read + written) / 1e6)]
