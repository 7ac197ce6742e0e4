"""Phone numbers as nodes name them: written, templated, or bound by the environment."""

from __future__ import annotations

from talkif_runtime.dialogue.state import State
from talkif_runtime.dialogue.step import Step
from talkif_schemas.artifact import NumberRef
from talkif_schemas.template_ast import Template


def rendered(step: Step, number: Template | NumberRef) -> str | NumberRef:
    """Empty when the template gives nothing."""
    return number if isinstance(number, NumberRef) else step.render(number).strip()


def shown(number: str | NumberRef) -> str:
    """As the journal has it: of a number that the environment binds, the name."""
    return number if isinstance(number, str) else number.number


def other_party(state: State) -> str:
    """Who is called, or who calls."""
    return str(state.call.get("to" if _outbound(state) else "from") or "")


def own_number(state: State) -> str:
    """Ours."""
    return str(state.call.get("from" if _outbound(state) else "to") or "")


def _outbound(state: State) -> bool:
    return state.call.get("direction") == "outbound"
