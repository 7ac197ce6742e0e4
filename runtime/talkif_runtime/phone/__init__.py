"""A simulated phone: a carrier that behaves as Twilio does, and a caller who follows a script. Real HTTP, WebSockets
and audio, for the demo, whole-call tests and load tests.
"""

from __future__ import annotations

from .caller import Detected, Expect, HangUp, InterruptAfter, Press, Say, Silence, Step, WaitForQuiet
from .carrier import CallReport, SimulatedCarrier
from .ear import Heard
from .error import PhoneError

__all__ = [
    "CallReport",
    "Detected",
    "Expect",
    "HangUp",
    "Heard",
    "InterruptAfter",
    "PhoneError",
    "Press",
    "Say",
    "Silence",
    "SimulatedCarrier",
    "Step",
    "WaitForQuiet",
]
