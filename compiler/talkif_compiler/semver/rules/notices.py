"""What callers are owed by law and by promise: being told, and what is kept of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from ..contract import Contract
from ..told import Told
from .rule import Find, Findings, Rule


def _weaker(what: str, of: Callable[[Contract], Told]) -> Find:
    def find(old: Contract, new: Contract) -> Findings:
        if of(new) < of(old):
            how = "can cut short that" if of(new) is Told.CAN_BE_CUT_SHORT else "are not all told any more that"
            yield what, f"callers {how} {_SAID[what]}"

    return find


def _stronger(what: str, of: Callable[[Contract], Told]) -> Find:
    def find(old: Contract, new: Contract) -> Findings:
        if of(new) > of(old):
            yield what, f"callers are told {'in full ' if of(new) is Told.IN_FULL else ''}that {_SAID[what]}"

    return find


_SAID = {"machine": "a machine speaks", "recording": "the call is recorded"}


def _recording_started(old: Contract, new: Contract) -> Findings:
    if new.recording and not old.recording:
        yield "recording", "calls are recorded now"


def _recording_stopped(old: Contract, new: Contract) -> Findings:
    if old.recording and not new.recording:
        yield "recording", "calls are not recorded any more"


def _pause_removed(old: Contract, new: Contract) -> Iterator[tuple[str, str]]:
    if old.pauses and not new.pauses:
        yield "recording", "the recording is not paused anywhere any more"


RULES: Final = (
    Rule("machine-notice-weakened", "major", "Laws ask for it.", _weaker("machine", lambda found: found.machine)),
    Rule("machine-notice-added", "minor", "Callers hear more.", _stronger("machine", lambda found: found.machine)),
    Rule("recording-notice-weakened", "major", "Laws ask for it.", _weaker("recording", lambda found: found.recorded)),
    Rule("recording-notice-added", "minor", "Callers hear more.", _stronger("recording", lambda found: found.recorded)),
    Rule("recording-started", "major", "More is kept of callers than they were promised.", _recording_started),
    Rule("recording-stopped", "major", "Whoever listens to recordings finds none.", _recording_stopped),
    Rule(
        "recording-pause-removed",
        "major",
        "What was left out of recordings, such as cards, is in them.",
        _pause_removed,
    ),
)
