"""Document to model: what each value means, and everything that is wrong with its shape."""

from __future__ import annotations

from ..diagnostics import Diagnostic
from ..fields.record import Problems, read
from ..syntax.document import Value
from .flow import FlowFields


def bind(document: Value) -> tuple[FlowFields | None, list[Diagnostic]]:
    """The model, or None when the flow lacks what everything else hangs on."""
    problems = Problems()
    return read(FlowFields, document, problems), problems.found
