from __future__ import annotations

from talkif_compiler.diagnostics import Diagnostic
from talkif_compiler.pipeline import check_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
services: {{llm: [{{provider: {provider}, model: {model}}}]}}
start: talk
nodes:
  talk:
    type: agent
    prompt: {{file: prompts/long.md}}
    next: [{{when: The caller says goodbye, to: bye}}]
  bye: {{type: end, say: Goodbye.}}
"""


def found(tokens: int, provider: str = "openai", model: str = "gpt-5.4-mini") -> list[Diagnostic]:
    files = {"a.yaml": FLOW.format(provider=provider, model=model), "prompts/long.md": "ask\n" * tokens}
    return [item for item in check_flow(files, "a.yaml") if item.rule == "prompt-over-budget"]


def test_without_a_budget_eight_thousand_tokens_are_the_limit() -> None:
    assert found(8_000) == []
    (over,) = found(8_001)
    assert over.severity == "warning"
    assert "8,001" in over.message


def test_what_does_not_fit_the_context_with_the_dialogue_is_an_error() -> None:
    (warned,) = found(16_385 - 4_000, "openai", "gpt-3.5-turbo")
    (refused,) = found(16_385 - 4_000 + 1, "openai", "gpt-3.5-turbo")
    assert (warned.severity, refused.severity) == ("warning", "error")
    assert "16,385" in refused.message


def test_a_prompt_within_the_budget_may_still_be_too_long_for_a_small_model() -> None:
    assert found(4_192, "openai", "gpt-4") == []
    (refused,) = found(4_193, "openai", "gpt-4")
    assert refused.severity == "error"


def test_where_nothing_is_known_of_the_model_its_context_is_not_held_against_it() -> None:
    (warned,) = found(16_000, "azure", "our-deployment")
    assert warned.severity == "warning"


def test_a_flows_own_prompt_that_is_too_long_is_reported_once() -> None:
    nodes = "\n".join(
        f"  n{n}: {{type: agent, prompt: Chat., next: [{{when: Go on, to: n{n + 1}}}, {{when: Bye, to: n9}}]}}"
        for n in range(9)
    )
    flow = "schema: talkif.flow/v1\nflow: a\nprompt: {file: prompts/long.md}\nstart: n0\nnodes:\n" + nodes
    files = {"a.yaml": flow + "\n  n9: {type: end, say: Goodbye.}\n", "prompts/long.md": "ask\n" * 9_000}
    (one,) = [item for item in check_flow(files, "a.yaml") if item.rule == "prompt-over-budget"]
    assert one.span.file == "prompts/long.md"
