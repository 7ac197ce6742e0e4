"""Document to model: what each value means, and everything that is wrong with its shape."""

from __future__ import annotations

from .diagnostics import Diagnostic
from .document import Value
from .model import FlowFields
from .record import Problems, read


def bind(document: Value) -> tuple[FlowFields | None, list[Diagnostic]]:
    """The model, or None when the flow lacks what everything else hangs on."""
    problems = Problems()
    return read(FlowFields, document, problems), problems.found
