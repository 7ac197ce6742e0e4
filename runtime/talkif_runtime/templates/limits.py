"""What one rendering may cost. Templates are written by tenants, and values come from callers and their systems."""

from __future__ import annotations

from dataclasses import dataclass

from talkif_schemas.template_ast import MAX_DEPTH, MAX_OUTPUT_CHARS, MAX_STEPS

#: So many characters that a helper makes cost one step more.
_CHARS_PER_STEP = 256
_MEMBERS_PER_STEP = 16


class RenderError(Exception):
    """A limit was hit, a partial is missing, or in strict mode a name. The text says which, and in which tag."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
        self.line = 0
        """Of the tag, from 1; 0 when it cannot be told."""
        self.column = 0
        self.partial: str | None = None
        """The partial that holds the tag; None for the template itself."""

    def __str__(self) -> str:
        if not self.line:
            return self.message
        inside = f" of partial {self.partial!r}" if self.partial is not None else ""
        return f"{self.message} (line {self.line}, column {self.column}{inside})"

    def locate(self, line: int, column: int, partial: str | None) -> None:
        """The innermost tag on the way out is the place."""
        if not self.line:
            self.line, self.column, self.partial = line, column, partial


class PartialMissing(RenderError):
    """A template calls a partial that is not there."""


@dataclass(frozen=True, slots=True)
class Limits:
    output_chars: int = MAX_OUTPUT_CHARS
    steps: int = MAX_STEPS
    depth: int = MAX_DEPTH


class Meter:
    """Counts one rendering against its limits."""

    __slots__ = ("_chars", "_depth", "_limits", "_steps")

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._chars = 0
        self._steps = 0
        self._depth = 0

    def step(self, count: int = 1) -> None:
        self._steps += count
        if self._steps > self._limits.steps:
            raise RenderError(f"more than {self._limits.steps:,} steps")

    def copied(self, members: int) -> None:
        """An object was copied to add names to it."""
        self.step(members // _MEMBERS_PER_STEP)

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
