"""One model request: stream the answer, hand whole sentences to the voice, fall back while nothing was said."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from talkif_runtime.dialogue.commands import AskModel
from talkif_runtime.providers.contract import Llm, LlmRequest, OptionTaken, ProviderError, TextDelta, ToolCall, Usage
from talkif_runtime.providers.sentences import SentenceSplitter
from talkif_schemas.artifact import ServiceRef
from talkif_schemas.events import LlmAnswered, LlmFailed, ToolRequest


@dataclass(slots=True)
class _Answer:
    text: str = ""
    option: OptionTaken | None = None
    tool_calls: list[ToolRequest] = field(default_factory=list)
    usage: Usage = field(default_factory=lambda: Usage(0, 0))
    first_token_ms: int | None = None


async def think(
    command: AskModel,
    candidates: tuple[tuple[ServiceRef, Llm], ...],
    *,
    now_ms: Callable[[], int],
    say: Callable[[str], None],
    failed: Callable[[ProviderError], None],
) -> LlmAnswered | LlmFailed:
    """`say` gets each sentence as soon as it is complete, `failed` each failure. Cancelling this stops the request."""
    asked_at = now_ms()
    error = ProviderError("llm", "none", "unavailable", "no vendor", retryable=False)
    if not candidates:
        failed(error)
    for ref, llm in candidates:
        answer = _Answer()
        try:
            await _stream(llm, _for_vendor(command.prompt, ref), answer, asked_at, now_ms, say)
        except ProviderError as failure:
            error = failure
            failed(error)
            if answer.text:
                break  # The caller has heard some of this one; another would start over.
            continue
        return LlmAnswered(
            at_ms=now_ms(),
            request=command.request,
            text=answer.text,
            choice=answer.option.id if answer.option is not None else None,
            confidence=answer.option.confidence if answer.option is not None else None,
            reason=answer.option.reason if answer.option is not None else "",
            tool_calls=tuple(answer.tool_calls),
            first_token_ms=answer.first_token_ms or 0,
            total_ms=now_ms() - asked_at,
            provider=ref.provider,
            model=ref.model or "",
            prompt_tokens=answer.usage.prompt_tokens,
            completion_tokens=answer.usage.completion_tokens,
            cached_tokens=answer.usage.cached_tokens,
        )
    return LlmFailed(at_ms=now_ms(), request=command.request, code=error.code, spoken=answer.text if candidates else "")


def _for_vendor(prompt: LlmRequest, ref: ServiceRef) -> LlmRequest:
    return replace(prompt, model=ref.model, extra={**prompt.extra, **ref.options})


async def _stream(
    llm: Llm,
    prompt: LlmRequest,
    answer: _Answer,
    asked_at: int,
    now_ms: Callable[[], int],
    say: Callable[[str], None],
) -> None:
    splitter = SentenceSplitter()
    async with aclosing(llm.stream(prompt)) as deltas:
        async for delta in deltas:
            if answer.first_token_ms is None and not isinstance(delta, Usage):
                answer.first_token_ms = now_ms() - asked_at
            if isinstance(delta, TextDelta):
                answer.text += delta.text
                for sentence in splitter.push(delta.text):
                    say(sentence)
            elif isinstance(delta, OptionTaken):
                answer.option = delta
            elif isinstance(delta, ToolCall):
                arguments = _arguments(llm.provider, delta)
                answer.tool_calls.append(ToolRequest(id=delta.id, name=delta.name, arguments=arguments))
            else:
                answer.usage = delta
    rest = splitter.flush()
    if rest:
        say(rest)


def _arguments(provider: str, call: ToolCall) -> dict[str, Any]:
    """Raises ProviderError when the model wrote something else than a JSON object."""
    try:
        arguments = orjson.loads(call.arguments or "{}")
    except orjson.JSONDecodeError as error:
        raise ProviderError("llm", provider, "protocol", f"{call.name}: {error}", retryable=True) from None
    if not isinstance(arguments, dict):
        raise ProviderError("llm", provider, "protocol", f"{call.name}: not an object", retryable=True)
    return arguments
