"""OpenAI chat completions: our request as the body of theirs, and their stream as our deltas.

https://platform.openai.com/docs/api-reference/chat-streaming
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson

from ..contract import LlmDelta, LlmRequest, Message, Option, OptionTaken, TextDelta, ToolCall, Usage

DEFAULT_MODEL = "gpt-5.4-mini"
CHOOSE = "choose_next"
STAY = "stay"


class Malformed(Exception):
    """The stream is not what the documentation promises."""


def body(request: LlmRequest) -> dict[str, Any]:
    """Arguments of `chat.completions.create`. `request.extra`, such as `temperature`, goes in as it is."""
    tools = [_function(tool.name, tool.description, dict(tool.parameters)) for tool in request.tools]
    if request.options:
        tools.append(_choose_function(request.options, must_choose=not request.speak))
    arguments: dict[str, Any] = {
        "model": request.model or DEFAULT_MODEL,
        "messages": [{"role": "system", "content": _system(request)}, *map(_message, request.messages)],
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    if tools:
        arguments["tools"] = tools
    if tools and not request.speak:
        called = CHOOSE if request.options else request.tools[0].name
        arguments["tool_choice"] = {"type": "function", "function": {"name": called}}
    return arguments | dict(request.extra)


def _system(request: LlmRequest) -> str:
    parts = [request.system]
    if request.examples:
        shown = "\n".join(f"Caller: {said}\nYou: {answer}" for said, answer in request.examples)
        parts.append(f"Examples of good answers:\n{shown}")
    return "\n\n".join(part for part in parts if part)


def _message(message: Message) -> dict[str, Any]:
    if message.role == "tool":
        return {"role": "tool", "tool_call_id": message.tool_call_id, "content": message.text}
    shown: dict[str, Any] = {"role": message.role, "content": message.text}
    if message.tool_calls:
        shown["tool_calls"] = [
            {"id": call_id, "type": "function", "function": {"name": name, "arguments": arguments}}
            for call_id, name, arguments in message.tool_calls
        ]
    return shown


def _choose_function(options: tuple[Option, ...], *, must_choose: bool) -> dict[str, Any]:
    """One function for all ways out. A model that speaks stays by not calling it; one that must call it says `stay`."""
    lines = [_option_line(option) for option in options]
    ids = [option.id for option in options]
    if must_choose:
        ids.append(STAY)
        lines.append(f"{STAY}: none of the above fits")
    description = "Call this when one of these holds; otherwise go on with the conversation.\n" + "\n".join(lines)
    properties = {
        "option": {"type": "string", "enum": ids},
        "reason": {"type": "string", "description": "A few words on why it holds."},
    }
    schema = {"type": "object", "properties": properties, "required": ["option", "reason"]}
    return _function(CHOOSE, description, schema | {"additionalProperties": False})


def _option_line(option: Option) -> str:
    spoken = "; ".join(f'"{example}"' for example in option.examples)
    return f"{option.id}: {option.when}" + (f" (callers say: {spoken})" if spoken else "")


def _function(name: str, description: str, parameters: dict[str, Any]) -> dict[str, Any]:
    return {"type": "function", "function": {"name": name, "description": description, "parameters": parameters}}


@dataclass(slots=True)
class _PartialCall:
    id: str = ""
    name: str = ""
    arguments: list[str] = field(default_factory=list)


class StreamReader:
    """One answer. Text comes out as it comes in; calls come out whole when the model has finished."""

    def __init__(self, request: LlmRequest) -> None:
        self._speak = request.speak
        self._option_ids = {option.id for option in request.options}
        self._calls: dict[int, _PartialCall] = {}
        self._chosen = False
        self.finish_reason: str | None = None
        """Why the model stopped; None while it has not. A stream that ends before was broken off."""

    def read(self, chunk: Any) -> Iterator[LlmDelta]:
        """Deltas of one decoded chunk. Raises Malformed."""
        try:
            for choice in chunk["choices"]:
                yield from self._read_choice(choice)
            if usage := chunk.get("usage"):
                details = usage.get("prompt_tokens_details") or {}
                yield Usage(usage["prompt_tokens"], usage["completion_tokens"], details.get("cached_tokens") or 0)
        except (KeyError, TypeError, AttributeError) as error:
            raise Malformed(f"unexpected shape: {error!r}") from error

    def _read_choice(self, choice: Any) -> Iterator[LlmDelta]:
        delta = choice["delta"]
        if self._speak and (text := delta.get("content")):
            yield TextDelta(_text(text))
        for piece in delta.get("tool_calls") or ():
            call = self._calls.setdefault(piece["index"], _PartialCall())
            function = piece.get("function") or {}
            call.id = _text(piece.get("id") or call.id)
            call.name = _text(function.get("name") or call.name)
            call.arguments.append(function.get("arguments") or "")
        if reason := choice.get("finish_reason"):
            self.finish_reason = reason
            yield from self._whole_calls()

    def _whole_calls(self) -> Iterator[LlmDelta]:
        for call in self._calls.values():
            arguments = "".join(call.arguments)
            if call.name != CHOOSE:
                yield ToolCall(call.id, call.name, arguments)
            elif taken := self._option_taken(arguments):
                yield taken

    def _option_taken(self, arguments: str) -> OptionTaken | None:
        """The first choice counts: models that may call in parallel now and then choose twice."""
        try:
            choice = orjson.loads(arguments)
            option, reason = choice["option"], str(choice.get("reason", ""))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Malformed(f"the choice is not readable: {arguments[:200]!r}") from error
        if option == STAY or self._chosen:
            return None
        if option not in self._option_ids:
            raise Malformed(f"there is no option {option!r}")
        self._chosen = True
        return OptionTaken(option, reason, None)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"text expected, not {type(value).__name__}")
    return value
