"""Sequences of keys, such as `dtmf:12`. The longest one that somebody wants wins; while more keys may come, we wait.

A key after which nothing longer is wanted is acted on at once, so menus of single keys have no delay.
"""

from __future__ import annotations

from collections.abc import Iterable, Set

from talkif_runtime.dialogue.edges import key_sequences
from talkif_runtime.dialogue.step import Step

#: Pause after a key that ends a sequence.
PAUSE_MS = 2_000


def press(step: Step, digit: str, own: Iterable[str]) -> str | None:
    """The sequence to act on now, or None while more may come. `own`: sequences of the node that are no edges.

    A key that nobody wants comes back as it is.
    """
    step.stop_timer("keys")
    wanted = {*own, *key_sequences(step)}
    keys = step.state.keys + digit
    step.state.keys = ""
    while keys:
        if any(sequence.startswith(keys) and sequence != keys for sequence in wanted):
            step.state.keys = keys
            step.start_timer("keys", PAUSE_MS)
            return None
        if (found := _longest(keys, wanted)) is not None:
            return found
        keys = keys[1:]
    return digit


def pause(step: Step, own: Iterable[str]) -> str:
    """No more keys came: the sequence to act on."""
    keys, step.state.keys = step.state.keys, ""
    wanted = {*own, *key_sequences(step)}
    return _longest(keys, wanted) or keys


def _longest(keys: str, wanted: Set[str]) -> str | None:
    """The longest sequence that the keys begin with."""
    return max((sequence for sequence in wanted if keys.startswith(sequence)), key=len, default=None)
