"""Document to model: what each value means, and everything that is wrong with its shape."""

from __future__ import annotations

from ..diagnostics import Diagnostic, has_errors
from ..fields.problems import Problems
from ..fields.reading import read
from ..syntax.document import Value
from .flow import FlowFields


def bind(document: Value) -> tuple[FlowFields | None, list[Diagnostic]]:
    """The model, or None when the flow lacks what everything else hangs on."""
    problems = Problems()
    flow = read(FlowFields, document, problems)
    if flow is not None and has_errors(problems.found):
        flow.tear(problems.remains)
    return flow, problems.found
