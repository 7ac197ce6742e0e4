"""What every vendor of structured answers looks like: a question with a schema in, JSON text out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol, TypeAlias

#: For a whole answer. Models that think first take their time over a long text.
TIMEOUT_S: Final = 120.0
#: Of an answer, thoughts included.
MAX_OUTPUT_TOKENS: Final = 16_000
#: Name of the schema, where the vendor wants one.
SCHEMA_NAME: Final = "answer"

ErrorCode: TypeAlias = Literal[
    "auth", "refused", "rate_limited", "timeout", "truncated", "unavailable", "request_rejected"
]


class AnswerError(Exception):
    """The vendor gave no answer. `retryable`: the same request may get one later.

    The text is logged: `detail` holds nothing that a model wrote, which may be what callers said.
    """

    def __init__(self, provider: str, code: ErrorCode, detail: str, *, retryable: bool) -> None:
        super().__init__(f"{provider}: {code}: {detail}")
        self.code = code
        self.retryable = retryable


@dataclass(frozen=True, slots=True)
class Exchange:
    """`rejected`: an earlier answer to the same message, and what is wrong with it."""

    system: str
    message: str
    schema: dict[str, Any]
    rejected: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    text: str
    input_tokens: int
    output_tokens: int
    """Thoughts included, as vendors charge them."""
    cached_tokens: int = 0
    """Of the input: what the vendor had kept from an earlier request that began alike."""


class StructuredLlm(Protocol):
    async def ask(self, model: str, exchange: Exchange) -> Answer:
        """Held to the schema by the vendor's own structured outputs.

        Raises AnswerError, also when the answer takes too long.
        """

    async def close(self) -> None:
        """Give connections back."""


def rejection(problem: str) -> str:
    """What the model is told of an answer that did not fit."""
    return f"That answer cannot be used: {problem}. Answer again, with the whole JSON object."


def of_status(provider: str, status: int, detail: str) -> AnswerError:
    """The error of an HTTP answer that is none."""
    if status in (401, 403):
        return AnswerError(provider, "auth", detail, retryable=False)
    if status == 429:
        return AnswerError(provider, "rate_limited", detail, retryable=True)
    if status >= 500 or status == 408:
        return AnswerError(provider, "unavailable", detail, retryable=True)
    return AnswerError(provider, "request_rejected", detail, retryable=False)
