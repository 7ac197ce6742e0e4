"""Prompts that are longer than they may be."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label
from ...linking.link import Linked
from ...rule import Rule
from .choices import effective
from .prompts import PromptText, of_flow, prompts

DEFAULT_TOKENS = 8_000
"""Without a budget of the project. Half a novel's chapter: nobody needs it to answer a phone."""
DIALOGUE_TOKENS = 4_000
"""Kept free in the context for what is said, and for the descriptions of tools."""

RULE = Rule(
    id="prompt-over-budget",
    severity="warning",
    summary="The prompts that a model reads at each turn are longer than the budget.",
    doc="""\
A model reads the flow's prompt and the node's at each turn, before the caller hears anything: long prompts cost time
and money on every sentence, and instructions in the middle get lost. The budget is `budgets.prompt_tokens` of
talkif.yaml, or 8,000 tokens. What does not fit the model's context at all, with 4,000 tokens for the dialogue, is an
error: the vendor refuses the request.

Tokens are estimated: four letters of Latin script are one, two of other alphabets, one character of Chinese, Japanese
or Korean; a tag counts as eight.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
prompt: You are the phone assistant of a bakery. Be friendly.
start: talk
nodes:
  talk:
    type: agent
    prompt: >-
      Take orders for cakes. Ask for the kind of cake, the size, the day on which it is wanted, and the name.
      Mention that cakes are fetched at the shop, between seven in the morning and six in the evening.
    next: [{when: The caller says goodbye, to: bye}]
  bye: {type: end, say: Goodbye.}
# --- talkif.yaml ---
schema: talkif.project/v1
budgets: {prompt_tokens: 50}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
prompt: You are the phone assistant of a bakery. Be friendly.
start: talk
nodes:
  talk:
    type: agent
    prompt: Take orders for cakes. Ask for the kind, the size, the day and the name.
    next: [{when: The caller says goodbye, to: bye}]
  bye: {type: end, say: Goodbye.}
# --- talkif.yaml ---
schema: talkif.project/v1
budgets: {prompt_tokens: 50}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    shared = of_flow(linked)
    budgets = linked.project.budgets if linked.project is not None else None
    budget = budgets.prompt_tokens if budgets is not None else None
    most = budget.value if budget is not None else DEFAULT_TOKENS
    own = [prompt for prompt in prompts(linked) if prompt.node_id is not None]
    # When the flow's own prompt is too long by itself, that is the one thing to say.
    if shared is not None and (shared.tokens > most or not own):
        own = [shared]
        shared = None
    for prompt in own:
        tokens = prompt.tokens + (shared.tokens if shared is not None else 0)
        too_small = _too_small(linked, prompt, tokens)
        related = _parts(shared)
        if too_small is not None:
            name, context = too_small
            message = f"about {tokens:,} tokens of prompt do not fit `{name}`, which takes {context:,} in all"
            yield RULE.at(prompt.beginning, message, related=related).with_severity("error")
        elif tokens > most:
            related += (Label(budget.span, "the budget"),) if budget is not None else ()
            message = f"about {tokens:,} tokens of prompt at each turn, where the budget is {most:,}"
            help_text = "Move what only some calls need into nodes or tools of their own."
            yield RULE.at(prompt.beginning, message, help=help_text, related=related)


def _too_small(linked: Linked, prompt: PromptText, tokens: int) -> tuple[str, int] | None:
    node = linked.nodes.get(prompt.node_id) if prompt.node_id is not None else None
    for choice in effective(linked, node, "llm"):
        context = choice.model.context_tokens if choice.model is not None else None
        if context is not None and tokens + DIALOGUE_TOKENS > context:
            return choice.label, context
    return None


def _parts(shared: PromptText | None) -> tuple[Label, ...]:
    return (Label(shared.beginning, f"{shared.tokens:,} of them are here"),) if shared is not None else ()
