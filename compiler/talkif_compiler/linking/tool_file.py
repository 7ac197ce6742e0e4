"""A file of tools by itself: linked as a flow that has its tools, and calls none of them."""

from __future__ import annotations

import re
from functools import cache

from msgspec.structs import replace

from talkif_schemas.names import NAMESPACES

from ..fields.problems import Problems
from ..fields.reading import made
from ..fields.tools import ToolFile
from ..files.bind import bind
from ..files.flow import FlowFields
from ..files.project_file import ProjectFields
from ..source import SourceFile
from ..syntax.parse import parse
from ..syntax.sources import Sources
from .analysis import Analysis
from .link import Linked, link

_ROOT = re.compile(r"\w*")
_KNOWN = frozenset({"args", *NAMESPACES})
_BARE = "schema: talkif.flow/v1\nflow: tools\nstart: end\nnodes: {end: {type: end}}\n"


def link_tools(
    file: ToolFile, problems: Problems, sources: Sources, project: ProjectFields | None, environment: str | None
) -> Linked:
    """`problems`: those of reading the file. Tools may read variables and inputs of any flow that uses them."""
    flow = made(FlowFields, {**_bare_flow().__dict__, "tools": file.tools})
    if problems.found:
        flow.tear(problems.remains)
    linked, _ = link(flow, sources, project, environment)
    return replace(linked, analyses=tuple(_of_any_flow(analysis) for analysis in linked.analyses))


def _of_any_flow(analysis: Analysis) -> Analysis:
    """Without names that some flow may declare."""
    problems = (
        problem
        for problem in analysis.problems
        if problem.rule != "undefined-variable" or _root(problem.span.text) in _KNOWN
    )
    return replace(analysis, problems=tuple(problems))


def _root(path: str) -> str:
    match = _ROOT.match(path)
    return match[0] if match is not None else ""


@cache
def _bare_flow() -> FlowFields:
    document, _ = parse(SourceFile("", _BARE))
    assert document is not None, "it is written above"
    flow, _ = bind(document)
    assert flow is not None, "it is written above"
    return flow
