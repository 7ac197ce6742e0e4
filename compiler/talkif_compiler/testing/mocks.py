"""What tools answer in a test."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from talkif_schemas.events import ToolFinished

ANSWER_MS = 200
"""From a request to its answer."""


class Mocks:
    """Of one conversation."""

    def __init__(self, answers: Mapping[str, object]) -> None:
        """`answers`: tool, or node that sends a request of its own -> JSON."""
        self._answers = answers

    def __contains__(self, name: str) -> bool:
        return name in self._answers

    def finished(self, request: int, name: str, at_ms: int) -> ToolFinished:
        """How a request ends. `{error: text}` fails, `{timeout: true}` does not answer; anything else is the answer."""
        match self._answers[name]:
            case {"error": str(error), **others} if not others:
                return _finished(request, at_ms, "failure", error=error)
            case {"timeout": True, **others} if not others:
                return _finished(request, at_ms, "timeout", error="it does not answer")
            case answer:
                return _finished(request, at_ms, "success", result=answer)


class Unmocked(Struct, frozen=True):
    """A request that the test says nothing of."""

    name: str
    """Of the tool or the node."""
    node: str


def sent(request: int, at_ms: int) -> ToolFinished:
    """A text message: it is taken, as carriers take all that they can."""
    return _finished(request, at_ms, "success")


def unanswered(request: int, at_ms: int) -> ToolFinished:
    return _finished(request, at_ms, "failure", error="the test says nothing of it")


def _finished(
    request: int, at_ms: int, status: str, *, result: object = None, error: str | None = None
) -> ToolFinished:
    return ToolFinished(at_ms=at_ms, request=request, status=status, result=result, error=error, took_ms=ANSWER_MS)  # type: ignore[arg-type]
