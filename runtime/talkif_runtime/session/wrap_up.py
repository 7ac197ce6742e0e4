"""What a flow still does once the caller has hung up: it goes where `on: hangup` leads, in silence. Pure.

HungUp ──no edge for it──▶ ended
  └──▶ what is asked of a tool is awaited ──▶ the edge ──▶ nodes that need nobody on the line
         ──`end`, or nothing left to do in any flow──▶ ended
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from talkif_runtime.dialogue import frames
from talkif_runtime.dialogue.edges import take_event, take_onward
from talkif_runtime.dialogue.state import WrapUp
from talkif_runtime.dialogue.step import Step
from talkif_runtime.nodes import BEHAVIOURS
from talkif_schemas.artifact.after_hangup import HEARD_ONLY, NEEDS_CALLER

#: The call ends so long after the hangup, whatever is still under way. Time for several requests, which may take 5 s
#: unless the flow says otherwise; and what reads the call's outcome, such as a campaign, waits no longer than that.
WRAP_UP_MS: Final = 25_000
#: How long a request that runs at the hangup is awaited, so that there is time left for those behind it.
REQUEST_MS: Final = 10_000


def begin(step: Step, reason: str) -> None:
    """Nobody listens any more, so only requests to tools go on. `reason`: why the call will have ended."""
    state = step.state
    step.cancel_model()
    for timer in sorted(state.timers):
        step.stop_timer(timer)
    state.phase, state.wrap_up = "wrap_up", WrapUp(reason)
    state.speaking = ()
    step.start_timer("wrap_up", WRAP_UP_MS)
    if state.tools:
        step.start_timer("request", REQUEST_MS)


def awaits_request(step: Step) -> bool:
    """Whether `on: hangup` is taken only after what is under way."""
    return step.state.wrap_up is not None and step.state.wrap_up.told is None


def rests(step: Step) -> bool:
    """Whether nothing happens any more without another node."""
    return not step.state.tools and step.state.request is None


def take_hangup(step: Step) -> bool:
    """Take `on: hangup` in the innermost flow that has not done so. False when none is left.

    Each flow takes it once, so that its own way does not lead in circles.
    """
    state = step.state
    wrap_up = state.wrap_up
    assert wrap_up is not None, "the caller has hung up"
    step.stop_timer("request")
    while True:
        depth = len(state.frames)
        if (wrap_up.told is None or depth < wrap_up.told) and take_event(step, "hangup"):
            state.wrap_up = replace(wrap_up, told=depth)
            return True
        if not state.frames:
            return False
        frames.leave(step)


def enter(step: Step) -> None:
    """Enter a node without anybody on the line."""
    node = step.node
    if node.type in HEARD_ONLY:
        take_onward(step)
    elif node.type not in NEEDS_CALLER:
        BEHAVIOURS[node.type].enter(step, node)
