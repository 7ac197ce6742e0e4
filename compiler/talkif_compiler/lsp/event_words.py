"""What the events are that `on` edges and handlers name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..fields.edges import is_key_event
from ..linking.flow_interface import EXIT, NO_OUTCOME

EVENT_WORDS: Final[Mapping[str, str]] = {
    "busy": "The line that the call was to be transferred to is busy.",
    "closed": "It is outside of the opening hours.",
    "done": "The node has done what it is for.",
    "error": "No model answers, or the call has lost its ears or its voice.",
    "failure": "It did not work: a refusal, an error, or an answer that does not fit.",
    "gave_up": "The caller gave no value that fits, as often as they were asked.",
    "hangup": "The caller has hung up; nobody hears what is said from here on.",
    "human": "A person has answered, not a machine.",
    "max_turns": "The caller has had as many turns as `max_turns` allows.",
    "no_answer": "Nobody has taken the transferred call in time.",
    "no_input": "The caller has said and pressed nothing, as often as they were asked.",
    "no_match": "What the caller said or pressed is none of the choices, as often as they were asked.",
    "open": "It is within the opening hours.",
    "silence": "The caller says nothing for a while.",
    "success": "It worked.",
    "timeout": "No answer came in time.",
    "voicemail": "A machine has answered.",
}


def event_words(event: str) -> str:
    """Empty for what is no event."""
    if is_key_event(event):
        return f"The caller presses {event.partition(':')[2]}."
    if event == f"{EXIT}{NO_OUTCOME}":
        return "The flow has come back from an end without an outcome."
    if event.startswith(EXIT):
        return f"The flow has come back with the outcome `{event.removeprefix(EXIT)}`."
    return EVENT_WORDS.get(event, "")
