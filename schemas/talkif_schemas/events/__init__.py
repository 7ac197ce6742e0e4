"""What happens on a call: the journal's vocabulary.

Inputs drive the conversation machine; facts are what it decided. Feeding a call's inputs to the machine again gives
the same facts, so the journal is enough to replay a call. Times are whole milliseconds since the call was answered.
Audio is never an event.
"""

from __future__ import annotations

import dataclasses
from typing import TypeAlias

from .event import AnsweredBy, Event, Json, NodeFact, TransferStatus
from .facts import (
    ActRequested,
    AudioFailed,
    AudioQueued,
    BindingMissing,
    BotSpoke,
    CallEnded,
    ConditionFailed,
    DncRequested,
    EdgeTaken,
    KeysQueued,
    LineMeasured,
    NodeEntered,
    RecordingSwitched,
    ServiceChosen,
    TransferTried,
    VariableSet,
)
from .inputs import (
    AnswerDetected,
    BeepHeard,
    CallResumed,
    CallStarted,
    DtmfPressed,
    HungUp,
    LlmAnswered,
    LlmFailed,
    SpeechBegan,
    SpeechInterrupted,
    SpeechPlayed,
    SpeechStarted,
    TimerFired,
    ToolFinished,
    ToolRequest,
    TransferFinished,
    UtteranceHeard,
    VendorFailed,
)

__all__ = [
    "FACTS",
    "INPUTS",
    "ActRequested",
    "AnswerDetected",
    "AnsweredBy",
    "AudioFailed",
    "AudioQueued",
    "BeepHeard",
    "BindingMissing",
    "BotSpoke",
    "CallEnded",
    "CallResumed",
    "CallStarted",
    "ConditionFailed",
    "DncRequested",
    "DtmfPressed",
    "EdgeTaken",
    "Event",
    "Fact",
    "HungUp",
    "Input",
    "Json",
    "KeysQueued",
    "LineMeasured",
    "LlmAnswered",
    "LlmFailed",
    "NodeEntered",
    "NodeFact",
    "RecordingSwitched",
    "ServiceChosen",
    "SpeechBegan",
    "SpeechInterrupted",
    "SpeechPlayed",
    "SpeechStarted",
    "TimerFired",
    "ToolFinished",
    "ToolRequest",
    "TransferFinished",
    "TransferStatus",
    "TransferTried",
    "UtteranceHeard",
    "VariableSet",
    "VendorFailed",
    "decode",
    "encode",
]

Input: TypeAlias = (
    CallStarted
    | CallResumed
    | SpeechStarted
    | UtteranceHeard
    | DtmfPressed
    | SpeechBegan
    | SpeechPlayed
    | SpeechInterrupted
    | LlmAnswered
    | LlmFailed
    | ToolFinished
    | TransferFinished
    | BeepHeard
    | AnswerDetected
    | TimerFired
    | VendorFailed
    | HungUp
)
Fact: TypeAlias = (
    NodeEntered
    | EdgeTaken
    | VariableSet
    | BotSpoke
    | ActRequested
    | AudioQueued
    | KeysQueued
    | AudioFailed
    | RecordingSwitched
    | DncRequested
    | TransferTried
    | BindingMissing
    | ConditionFailed
    | ServiceChosen
    | LineMeasured
    | CallEnded
)

INPUTS: tuple[type[Event], ...] = Input.__args__
FACTS: tuple[type[Event], ...] = Fact.__args__
_BY_NAME: dict[str, type[Event]] = {cls.__name__: cls for cls in INPUTS + FACTS}


def encode(event: Event) -> tuple[str, dict[str, Json]]:
    """Name and JSON-able fields of an event, as the journal stores them."""
    return type(event).__name__, dataclasses.asdict(event)


def decode(name: str, data: dict[str, Json]) -> Event:
    """What `encode` wrote, as an event again.

    Raises KeyError for a name that this version does not know, TypeError for wrong fields.
    """
    if name == "LlmAnswered":
        data = data | {"tool_calls": tuple(ToolRequest(**call) for call in data["tool_calls"])}
    return _BY_NAME[name](**data)
