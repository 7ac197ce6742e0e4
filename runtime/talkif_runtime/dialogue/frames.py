"""Flows inside flows: a sub-flow runs in a frame of its own and returns, a jump takes the frame over.

Inside, everything is the inner flow's: nodes, handlers, prompt, settings, variables, inputs. What was said and
`last.*` belong to the call.
"""

from __future__ import annotations

from typing import Any, Literal

from talkif_schemas.artifact import SubflowNode

from .edges import take_exit, waits_for
from .program import Program
from .state import Frame
from .step import Misfit, Step

#: Flows inside each other. More is a flow that runs itself.
MAX_DEPTH = 16
#: Exit of a sub-flow whose end names no outcome.
NO_OUTCOME = "done"


def enter(step: Step, flow_id: str, inputs: dict[str, str]) -> None:
    """Start a flow inside the current one. `inputs`: name -> CEL over the current flow."""
    state = step.state
    if len(state.frames) >= MAX_DEPTH:
        step.end("error", note=f"more than {MAX_DEPTH} flows inside each other")
        return
    given = _evaluated(step, flow_id, inputs)
    frame = Frame(state.flow, state.node, state.vars, state.inputs, state.outputs, state.return_to)
    state.frames = (*state.frames, frame)
    state.outputs = {}
    _start(step, flow_id, given)


def leave(step: Step) -> None:
    """Back to the node that runs this flow, with what the flow put out."""
    state, produced = step.state, _produced(step)
    step.sign()
    frame = state.frames[-1]
    state.frames = state.frames[:-1]
    state.flow, state.node = frame.flow, frame.node
    state.vars, state.inputs, state.outputs, state.return_to = (
        frame.vars,
        frame.inputs,
        frame.outputs,
        frame.return_to,
    )
    node = step.node
    assert isinstance(node, SubflowNode), "only a sub-flow node makes a frame"
    for variable, output in node.outputs.items():
        if output in produced:
            step.set_variable(variable, produced[output])


def wait_for(step: Step, event: str) -> bool:
    """Whether this flow, or one around it, has a way out for an event of the call where it is now."""
    around = ((frame.flow, frame.node) for frame in step.state.frames)
    places = ((step.state.flow, step.state.node), *around)
    return any(waits_for(step.call_program.flow(flow), node, event) for flow, node in places)


def return_from(step: Step, outcome: str | None) -> None:
    """The flow has come to its end; the one around it goes on by the exit."""
    leave(step)
    take_exit(step, f"exit:{outcome or NO_OUTCOME}")


def jump(step: Step, flow_id: str, inputs: dict[str, str], context: Literal["all", "last", "none"]) -> None:
    """Go on in another flow, for good. What this one put out stays put out."""
    state = step.state
    given = _evaluated(step, flow_id, inputs)
    state.outputs = _produced(step)
    if context == "none":
        state.first_line = state.next_line
    elif context == "last":
        said = [line.number for line in state.dialogue if line.message.role == "user"]
        state.first_line = max(state.first_line, said[-1] if said else state.next_line)
    _start(step, flow_id, given)


def outputs(step: Step) -> dict[str, Any]:
    """What leaves the call: the outputs of the flow that the call runs, and of those that took over from it."""
    while step.state.frames:
        leave(step)
    return dict.fromkeys(step.call_program.artifact.outputs) | _produced(step)


def _start(step: Step, flow_id: str, inputs: dict[str, Any]) -> None:
    step.sign()
    state = step.state
    state.flow = None if flow_id == step.call_program.artifact.flow else flow_id
    artifact = step.program.artifact
    state.vars, state.return_to = {}, ()
    state.inputs = {**step.program.defaults, **inputs}
    state.node = step.target = artifact.start


def _evaluated(step: Step, flow_id: str, inputs: dict[str, str]) -> dict[str, Any]:
    """One without a value, that cannot be evaluated or does not fit is left out, so that its default holds."""
    declared = _program(step, flow_id).artifact.inputs
    given: dict[str, Any] = {}
    for name, source in inputs.items():
        value, problems = step.fitted(declared[name], step.evaluate(source)[1])
        if problems:
            step.failed(source, Misfit(f"inputs.{name}", problems))
        elif value is not None:
            given[name] = value
    return given


def _program(step: Step, flow_id: str) -> Program:
    return step.call_program.flow(flow_id if flow_id != step.call_program.artifact.flow else None)


def _produced(step: Step) -> dict[str, Any]:
    state = step.state
    own = {name: state.vars[name] for name in step.program.artifact.outputs if name in state.vars}
    return {**state.outputs, **own}
