"""What one rendering may cost. Templates are written by tenants, and values come from callers and their systems."""

from __future__ import annotations

from dataclasses import dataclass

#: So many characters that a helper makes cost one step more.
_CHARS_PER_STEP = 256


class RenderError(Exception):
    """A limit was hit, or a partial is missing. The text says which."""


@dataclass(frozen=True, slots=True)
class Limits:
    output_chars: int = 200_000
    steps: int = 50_000
    """Expressions, block bodies and loop rounds; 50,000 take about 50 ms."""
    depth: int = 100
    """Blocks and partials inside each other."""


class Meter:
    """Counts one rendering against its limits."""

    __slots__ = ("_chars", "_depth", "_limits", "_steps")

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._chars = 0
        self._steps = 0
        self._depth = 0

    def step(self) -> None:
        self._steps += 1
        if self._steps > self._limits.steps:
            raise RenderError(f"more than {self._limits.steps:,} steps")

    def made(self, chars: int) -> None:
        """A helper made so much text, which may never be written."""
        self._steps += chars // _CHARS_PER_STEP

    def write(self, chars: int) -> None:
        self._chars += chars
        if self._chars > self._limits.output_chars:
            raise RenderError(f"more than {self._limits.output_chars:,} characters of output")

    def enter(self) -> None:
        self._depth += 1
        if self._depth > self._limits.depth:
            raise RenderError(f"more than {self._limits.depth:,} levels deep")

    def leave(self) -> None:
        self._depth -= 1
