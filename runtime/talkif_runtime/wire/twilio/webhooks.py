"""Form fields of Twilio's voice webhooks. Signatures are checked before anything here is called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast, get_args

from talkif_runtime.wire.error import WireError
from talkif_schemas.events import AnsweredBy

Direction: TypeAlias = Literal["inbound", "outbound-api", "outbound-dial"]
CallStatus: TypeAlias = Literal[
    "queued", "initiated", "ringing", "in-progress", "completed", "busy", "failed", "no-answer", "canceled"
]
DialCallStatus: TypeAlias = Literal["completed", "answered", "busy", "no-answer", "failed", "canceled"]


@dataclass(frozen=True, slots=True)
class VoiceRequest:
    """The fields that every voice webhook carries: voice URL, `<Connect>` action, `<Dial>` action, status callback."""

    call_sid: str
    account_sid: str
    from_: str
    """E.164, `sip:` or `client:` address, or a word such as `anonymous`."""
    to: str
    direction: Direction
    call_status: CallStatus
    """`completed` in an action request means that the caller is gone and that the answer changes nothing."""


@dataclass(frozen=True, slots=True)
class DialAction:
    call: VoiceRequest
    dial_call_status: DialCallStatus
    """`completed`: the two sides talked and the callee hung up; `answered`: the same, in a conference."""


@dataclass(frozen=True, slots=True)
class AmdResult:
    """What the carrier's answering machine detection found; it comes in a request of its own."""

    call_sid: str
    answered_by: AnsweredBy


def parse_amd_result(form: Mapping[str, str]) -> AmdResult:
    """Raises WireError."""
    answered_by = _field(form, "AnsweredBy")
    if answered_by not in get_args(AnsweredBy):
        raise WireError(f"unknown AnsweredBy {answered_by[:40]!r}")
    return AmdResult(_field(form, "CallSid"), cast(AnsweredBy, answered_by))


def parse_voice_request(form: Mapping[str, str]) -> VoiceRequest:
    """Raises WireError."""
    direction = _field(form, "Direction")
    if direction not in get_args(Direction):
        raise WireError(f"unknown Direction {direction[:40]!r}")
    call_status = _field(form, "CallStatus")
    if call_status not in get_args(CallStatus):
        raise WireError(f"unknown CallStatus {call_status[:40]!r}")
    return VoiceRequest(
        call_sid=_field(form, "CallSid"),
        account_sid=_field(form, "AccountSid"),
        from_=_field(form, "From"),
        to=_field(form, "To"),
        direction=cast(Direction, direction),
        call_status=cast(CallStatus, call_status),
    )


def parse_dial_action(form: Mapping[str, str]) -> DialAction:
    """Raises WireError."""
    status = _field(form, "DialCallStatus")
    if status not in get_args(DialCallStatus):
        raise WireError(f"unknown DialCallStatus {status[:40]!r}")
    return DialAction(parse_voice_request(form), cast(DialCallStatus, status))


def _field(form: Mapping[str, str], name: str) -> str:
    value = form.get(name)
    if not isinstance(value, str):
        raise WireError(f"the form has no {name}")
    return value
