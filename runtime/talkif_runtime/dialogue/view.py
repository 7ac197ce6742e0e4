"""What models see of the dialogue.

Vendors refuse a conversation in which a call of a tool is not followed by its result. On the phone it may not be: the
caller spoke meanwhile, or left the node before the result came. The view puts that right.
"""

from __future__ import annotations

from talkif_runtime.providers.contract import Message

from .state import State

_NEVER_CAME = '{"error": "the conversation went on before the result came"}'


def messages(state: State, since: int = 0) -> tuple[Message, ...]:
    """The dialogue from line number `since` on, and not before the flow's own beginning of it."""
    first = max(since, state.first_line)
    said = [line.message for line in state.dialogue if line.number >= first]
    results = {message.tool_call_id: message for message in said if message.role == "tool"}
    seen: list[Message] = []
    for message in said:
        if message.role == "tool":
            continue
        seen.append(message)
        for call_id, _, _ in message.tool_calls:
            seen.append(results.get(call_id) or Message("tool", _NEVER_CAME, tool_call_id=call_id))
    return tuple(seen)
