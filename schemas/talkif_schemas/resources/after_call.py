"""What is known of a call once it is over: its cost, the quality of its line, and what it was about."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AwareDatetime, Field, StringConstraints

from .bodies import Body, Flag, Text, answered_with, shown_as
from .money import Money

CostComponent: TypeAlias = Literal["telephony", "messaging", "stt", "llm", "tts", "analysis"]
CostUnit: TypeAlias = Literal[
    "minute", "message", "segment", "second", "input_token", "cached_input_token", "output_token", "character"
]
AnalysisState: TypeAlias = Literal["pending", "completed", "skipped", "failed"]
SentimentLabel: TypeAlias = Literal["positive", "neutral", "negative", "mixed"]

#: A language model, such as `openai/gpt-5-nano`.
ModelName = Annotated[
    Text, StringConstraints(pattern=r"^(anthropic|azure|google|grok|openai)/[^\s/][^\s]*$", max_length=200)
]


class CostItem(Body):
    """One kind of work that one vendor did."""

    model_config = answered_with(
        component="llm",
        provider="openai",
        model="gpt-5-nano",
        unit="input_token",
        quantity=5_210,
        amountMicros=261,
        note="",
    )

    component: CostComponent
    """What was paid for: the line, text messages, speech recognition, language models, voices, or the analysis
    afterwards."""
    provider: str
    """Name of the vendor."""
    model: str | None
    """null: the one that the vendor uses when none is named."""
    unit: CostUnit
    """What the vendor counts."""
    quantity: int
    """How many units."""
    amount_micros: int | None
    """null: the price is not known."""
    note: str
    """What is particular about this price; empty: nothing."""


class Cost(Body):
    """At list prices, or those of the deployment; vendors' invoices may differ."""

    model_config = answered_with(isComplete=True)

    total: Money
    """Of the items whose price is known."""
    is_complete: bool
    """Whether every price is known."""
    items: list[CostItem]
    """One for each kind of work and vendor."""


class Quality(Body):
    """Of the caller's line as our side heard it; null where nothing was measured."""

    model_config = answered_with(
        codec="PCMU",
        mos=4.34,
        rFactor=90.1,
        jitterMs=2.1,
        latencyMs=28,
        packetLossPercent=0.0,
        latePercent=0.1,
        responseMs=840,
    )

    codec: str | None = None
    """RFC 3551 name."""
    mos: float | None = None
    """Mean opinion score, 1 to 4.5, estimated by the E-model (ITU-T G.107) from codec, loss and `latencyMs`. The rest
    of the delay is not known and counts as none, so callers may rate the line lower."""
    r_factor: float | None = None
    """0 to 100."""
    jitter_ms: float | None = None
    """Variation of the packets' delay (RFC 3550, section 6.4.1)."""
    latency_ms: int | None = None
    """One way between the carrier and us: half of the median time by which the carrier's word that our speech was
    played came late. What the way between the carrier and the caller adds no carrier tells."""
    packet_loss_percent: float | None = None
    """Of the caller's audio, by the gaps in what the carrier handed over; null: it numbers nothing."""
    late_percent: float | None = None
    """Audio that came more than 60 ms late, which a phone would not have played."""
    response_ms: int | None = None
    """Median, from the caller's last sound to our first."""


class Sentiment(Body):
    """Of the caller, over the whole call."""

    model_config = answered_with(label="positive", confidence=0.86)

    label: SentimentLabel
    """The mood that prevails."""
    confidence: Annotated[float, Field(ge=0, le=1)]
    """The model's own estimate."""


Phrases = Annotated[list[Annotated[str, StringConstraints(max_length=500)]], Field(max_length=50)]


class Findings(Body):
    """What a language model reads out of the transcript."""

    model_config = answered_with(
        summary="Sarah asked to move her appointment, and it was moved to Tuesday.",
        intents=["reschedule appointment"],
        topics=["appointment"],
        actionItems=["Send the new time by text message"],
        outcome="rescheduled",
        outputs={"appointmentDay": "tuesday"},
    )

    summary: Annotated[str, StringConstraints(max_length=5_000)]
    """A few sentences."""
    sentiment: Sentiment
    """How the caller felt."""
    intents: Phrases
    """What the caller wanted, in a few words each."""
    topics: Phrases
    """What was spoken about."""
    action_items: Phrases
    """What somebody has promised or has to do."""
    outcome: Annotated[str, StringConstraints(max_length=200)]
    """One of the flow's outcomes where it has any, else a few words."""
    outputs: dict[str, Any]
    """The flow's outputs as they were said on the call; null: not said."""


class Analysis(Body):
    model_config = answered_with(state="completed", provider="openai", model="gpt-5-nano", promptVersion=2)

    state: AnalysisState
    """`pending`: a job will do it. `skipped` and `failed`: `reason` says why. `completed`: `findings` are there."""
    reason: str | None
    """Code. Skipped: turned_off · nothing_said · llm_not_configured · forgotten (what was said is no longer kept).
    Failed: invalid_answer · llm_not_configured (its SDK is not installed) · internal_error, or what the vendor's
    failure is: auth · refused · rate_limited · timeout · truncated · unavailable · request_rejected."""
    findings: Findings | None
    """Of the last analysis that was completed; a new one that is pending or failed does not take them away."""
    provider: str | None
    """Vendor of the model; null: none was asked."""
    model: str | None
    """Model that was asked; null: none was."""
    prompt_version: int | None
    """Which of our prompts was used; null: none was."""
    requested_at: AwareDatetime
    """When the analysis was asked for."""
    finished_at: AwareDatetime | None
    """When it was completed, skipped or given up; null: it is pending."""


class AnalyzeCall(Body):
    """What is wanted of an analysis."""

    model_config = shown_as(force=True)

    force: Flag = False
    """Analyse again what was analysed before."""
    model: ModelName | None = None
    """null: as the settings of the account have it, else the first vendor with a key."""
