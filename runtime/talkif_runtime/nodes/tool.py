"""`tool`: call one of the flow's tools and branch on how it went."""

from __future__ import annotations

from typing import Any

import orjson

from talkif_runtime.dialogue.step import Step
from talkif_schemas.artifact import HttpRequest, McpCall, ToolNode
from talkif_schemas.events import ToolFinished
from talkif_schemas.types import TypeSpec

from . import request
from .behaviour import Behaviour

#: Types of parameters that are written as JSON in an argument, and what they are then.
_JSON_TYPES: dict[str, type | tuple[type, ...]] = {
    "number": (int, float),
    "integer": int,
    "boolean": bool,
    "object": dict,
    "list": list,
}


class Tool(Behaviour[ToolNode]):
    def enter(self, step: Step, node: ToolNode) -> None:
        if node.say is not None:
            step.say(step.render(node.say))
        args: dict[str, Any] = {name: step.render(template) for name, template in node.args.items()}
        tool = step.program.artifact.tools[node.tool]
        if tool.mcp is not None:
            args = {name: _typed(text, tool.parameters.get(name)) for name, text in args.items()}
        if not request.send(step, _call(step, node), args, kind="tool", target=node.tool, model_call=""):
            request.take_status(step, "failure", "the request could not be written")

    def keep(self, step: Step, node: ToolNode, event: ToolFinished) -> None:
        request.keep(step, _call(step, node), node.into, event)

    def finished(self, step: Step, node: ToolNode, event: ToolFinished) -> None:
        request.take_outcome(step, node.into, event)


def _typed(text: str, spec: TypeSpec | None) -> Any:
    """The value that a template's text stands for; the text itself when it is none of that type.

    A server reads arguments as JSON, where templates of an HTTP request want text.
    """
    if spec is None or spec.type not in _JSON_TYPES:
        return text
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        return text
    wanted = _JSON_TYPES[spec.type]
    return value if isinstance(value, wanted) and isinstance(value, bool) == (wanted is bool) else text


def _call(step: Step, node: ToolNode) -> HttpRequest | McpCall:
    """The tool's request, with what the node says instead of it."""
    call = request.of_tool(step.program.artifact.tools[node.tool])
    own = {"timeout_ms": node.timeout_ms, "retries": node.retries}
    return call.model_copy(update={name: value for name, value in own.items() if value is not None})
