"""Diagnostics by the part of the picture that they belong to."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from ..diagnostics import Diagnostic, Severity
from .picture import HANDLERS, IDLE, START, key_of

_SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
_SECTIONS = {"/handlers": HANDLERS, "/settings/idle": IDLE, "/start": START}


class Findings(Struct, frozen=True):
    by_key: dict[str, list[Diagnostic]]
    elsewhere: tuple[Diagnostic, ...]
    """In other files, or in parts of the flow that are not drawn."""

    @classmethod
    def sort(cls, diagnostics: Iterable[Diagnostic], file: str) -> Findings:
        """`file`: that of the flow."""
        by_key: dict[str, list[Diagnostic]] = {}
        elsewhere = []
        for found in diagnostics:
            key = _key(found) if found.span.file == file else None
            if key is None:
                elsewhere.append(found)
            else:
                by_key.setdefault(key, []).append(found)
        return cls(by_key, tuple(elsewhere))

    def of(self, key: str) -> tuple[Severity | None, tuple[str, ...]]:
        """The worst severity, and the rules, the worst first."""
        found = sorted(self.by_key.get(key, ()), key=lambda item: _SEVERITIES.index(item.severity))
        return (found[0].severity if found else None), tuple(dict.fromkeys(item.rule for item in found))

    def notes(self) -> tuple[str, ...]:
        if not self.elsewhere:
            return ()
        rules = ", ".join(sorted({found.rule for found in self.elsewhere}))
        count = len(self.elsewhere)
        return (f"{count} finding{'s'[: count != 1]} outside of the nodes: {rules}.",)


def _key(found: Diagnostic) -> str | None:
    if found.node is not None:
        return key_of(found.node)
    pointer = found.pointer or ""
    return next((key for start, key in _SECTIONS.items() if pointer == start or pointer.startswith(f"{start}/")), None)
