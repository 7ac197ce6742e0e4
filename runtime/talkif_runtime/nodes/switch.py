"""`switch`: go where the value of an expression leads."""

from __future__ import annotations

from typing import Any

from talkif_runtime.dialogue.edges import take_exit
from talkif_runtime.dialogue.step import Step
from talkif_schemas.artifact import Edge, SwitchNode

from .behaviour import Behaviour


class Switch(Behaviour[SwitchNode]):
    def enter(self, step: Step, node: SwitchNode) -> None:
        known, value = step.evaluate(node.on)
        case = _written(value) if known else ""
        if case in node.cases:
            step.take(Edge(kind="on", event=f"case:{case}", to=node.cases[case]), case)
        else:
            take_exit(step, "else")


def _written(value: Any) -> str:
    """As authors write it in a case: `true`, and whole numbers without a point."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
