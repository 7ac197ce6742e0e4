"""Node types that do not run as usual once the caller has hung up: the runtime and the compiler go by the same list."""

from __future__ import annotations

from typing import Final

#: Only heard. The flow passes over them.
HEARD_ONLY: Final = frozenset({"say", "play", "dtmf", "record"})
#: Have nothing to do without a person or a machine on the line. The flow goes no further.
NEEDS_CALLER: Final = frozenset({"agent", "collect", "menu", "transfer", "voicemail", "wait"})
