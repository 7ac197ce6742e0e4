"""Journals of calls, as the runtime writes them."""

from __future__ import annotations

from typing import Final

from talkif_schemas import events


def chosen(at_ms: int, kind: str, provider: str, model: str | None = None) -> events.ServiceChosen:
    return events.ServiceChosen(at_ms=at_ms, kind=kind, provider=provider, model=model, reason="first")  # type: ignore[arg-type]


def said(at_ms: int, utterance: int, text: str) -> events.BotSpoke:
    return events.BotSpoke(at_ms=at_ms, utterance=utterance, node="a", text=text, interruptible=True, request=None)


def heard(at_ms: int, text: str) -> events.UtteranceHeard:
    return events.UtteranceHeard(at_ms=at_ms, text=text, confidence=0.9, stt_ms=200, speech_end_ms=at_ms - 200)


def answered(
    at_ms: int, provider: str, model: str, tokens: tuple[int, int], cached_tokens: int = 0
) -> events.LlmAnswered:
    return events.LlmAnswered(
        at_ms=at_ms, request=1, text="", choice=None, confidence=None, reason="", tool_calls=(), first_token_ms=300,
        total_ms=500, provider=provider, model=model, prompt_tokens=tokens[0], completion_tokens=tokens[1],
        cached_tokens=cached_tokens,
    )  # fmt: skip


def measured(at_ms: int, frames: int = 1_000, *, late: int = 0, jitter_ms: float = 2.0) -> events.LineMeasured:
    return events.LineMeasured(
        at_ms=at_ms, codec="PCMU", frames=frames, jitter_ms=jitter_ms, late_frames=late, lost_frames=None
    )


def transfer_ordered(at_ms: int) -> events.ActRequested:
    return events.ActRequested(at_ms=at_ms, node="a", key="k", kind="transfer", target="DESK")


def ended(at_ms: int, reason: str = "bot_ended") -> events.CallEnded:
    return events.CallEnded(at_ms=at_ms, reason=reason, outcome=None, disposition=None, outputs={})


#: Ninety seconds with a greeting from the cache, one model turn, and one spoken answer.
TALK: Final[tuple[events.Event, ...]] = (
    chosen(0, "stt", "deepgram", "nova-3"),
    chosen(0, "tts", "elevenlabs", "eleven_flash_v2_5"),
    said(0, 1, "Hello, who is calling?"),
    events.SpeechBegan(at_ms=40, utterance=1, tts_ms=0),
    events.SpeechPlayed(at_ms=1_500, utterance=1),
    heard(3_000, "It is Ana, about my bill."),
    answered(3_500, "openai", "gpt-5-mini", (1_000, 200)),
    said(3_500, 2, "Let me look."),
    events.SpeechBegan(at_ms=3_700, utterance=2, tts_ms=120),
    events.SpeechPlayed(at_ms=5_000, utterance=2),
    events.HungUp(at_ms=90_000, by="caller", reason="stop"),
    measured(90_000, 4_500, late=9),
    ended(90_000, "caller_hung_up"),
)
