"""A value that changes with every call stands at the beginning of a long prompt."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from ...diagnostics import Diagnostic
from ...fields.leaves import Text
from ...linking.link import Linked
from ...rule import Rule
from ..services.prompts import PromptText, of_flow, prompts

RULE = Rule(
    id="prompt-prefix-not-cacheable",
    severity="info",
    summary="A value that differs from call to call stands early in a long prompt.",
    doc="""\
Vendors keep the beginning of a prompt that they have read before, from about a thousand tokens on, and read it again
in a fraction of the time and for a fraction of the price. What follows the first value that differs is read anew. Put
what is the same in all calls first, and names, dates and variables at the end. Looks at prompts of more than 1,024
tokens with such a value in their first third; values of the account are the same in all calls.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
prompt: "It is {{system.time}}.\\n\\n{{> rules}}"
start: talk
nodes:
  talk: {type: agent, prompt: Chat., next: [{when: The caller says goodbye, to: bye}]}
  bye: {type: end, say: Goodbye.}
# --- prompts/rules.md ---
RULES
""".replace("RULES", "Ask for the number of the order before you say anything about it. " * 80),
    good="""\
schema: talkif.flow/v1
flow: greeting
prompt: "{{> rules}}\\n\\nIt is {{system.time}}."
start: talk
nodes:
  talk: {type: agent, prompt: Chat., next: [{when: The caller says goodbye, to: bye}]}
  bye: {type: end, say: Goodbye.}
# --- prompts/rules.md ---
RULES
""".replace("RULES", "Ask for the number of the order before you say anything about it. " * 80),
)

_LEAST_TOKENS = 1_024


class _Value(Struct, frozen=True):
    name: str
    start: int
    end: int


def check(linked: Linked) -> Iterator[Diagnostic]:
    """The flow's prompt comes first in all nodes, so it is looked at once, together with the longest of them.

    Where it cannot be read, it is not known where in the whole the others begin.
    """
    shared = of_flow(linked)
    if shared is None and "prompt" in linked.flow.mapping.entries:
        return
    own = [prompt for prompt in prompts(linked) if prompt.node_id is not None]
    before = shared.tokens if shared is not None else 0
    values = _values(linked)
    if shared is not None and (early := _earliest(shared, values)) is not None:
        total = before + max((prompt.tokens for prompt in own), default=0)
        yield from _judge(shared, early, shared.tokens_before(early.start), total)
        return
    for prompt in own:
        if (early := _earliest(prompt, values)) is not None:
            yield from _judge(prompt, early, before + prompt.tokens_before(early.start), before + prompt.tokens)


def _judge(prompt: PromptText, value: _Value, ahead: int, total: int) -> Iterator[Diagnostic]:
    if total > _LEAST_TOKENS and ahead * 3 < total:
        effect = f"all but the first {ahead:,} tokens are read anew each time"
        place = prompt.place(value.start, value.end)
        yield RULE.at(
            place,
            f"`{value.name}` differs from call to call, so {effect}",
            help="Put what is the same in all calls before it.",
        )


def _earliest(prompt: PromptText, values: dict[Text, list[_Value]]) -> _Value | None:
    return min(values.get(prompt.leaf, ()), key=lambda value: value.start, default=None)


def _values(linked: Linked) -> dict[Text, list[_Value]]:
    found: dict[Text, list[_Value]] = {}
    for analysis in linked.analyses:
        leaf = analysis.use.leaf
        if isinstance(leaf, Text) and leaf.use == "prompt" and not analysis.is_partial:
            found[leaf] = [
                _Value(".".join(reference.path), reference.start, reference.end)
                for reference in analysis.references
                if reference.path[0] != "account"
            ]
    return found
