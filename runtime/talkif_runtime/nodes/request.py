"""Requests of tool and http nodes: render every template, so that only secrets and hosts are left to fill in."""

from __future__ import annotations

from typing import Any

from talkif_runtime.dialogue.commands import McpPlan, RequestPlan, SendRequest
from talkif_runtime.dialogue.edges import take_event
from talkif_runtime.dialogue.scope import percent_encoded
from talkif_runtime.dialogue.step import Misfit, Step
from talkif_runtime.templates import RenderError
from talkif_schemas.artifact import HttpRequest, McpCall, SecretRef, Tool
from talkif_schemas.events import ActRequested, ToolFinished
from talkif_schemas.template_ast import Template


def of_tool(tool: Tool) -> HttpRequest | McpCall:
    """How a tool is called."""
    call = tool.request or tool.mcp
    assert call is not None, "the compiler gives every tool one of the two"
    return call


def plan(step: Step, request: HttpRequest | McpCall, args: dict[str, Any]) -> RequestPlan | McpPlan:
    """Raises RenderError when a template of the request runs into a limit."""
    scope = {**step.values(), "args": args}

    def render(template: Template) -> str:
        return step.program.render(template, scope)

    url = step.program.render(request.url, percent_encoded(scope))
    headers = {
        name: value if isinstance(value, SecretRef) else render(value) for name, value in request.headers.items()
    }
    if isinstance(request, McpCall):
        return McpPlan(
            host=request.host,
            url=url,
            tool=request.tool,
            arguments=args,
            headers=headers,
            timeout_ms=request.timeout_ms,
            retries=request.retries,
            idempotent=request.idempotent,
        )
    return RequestPlan(
        method=request.method,
        host=request.host,
        url=url,
        headers=headers,
        query={name: render(value) for name, value in request.query.items()},
        body=_body(request.body, render),
        timeout_ms=request.timeout_ms,
        retries=request.retries,
        idempotent=request.idempotent,
    )


def _body(value: Any, render: Any) -> Any:
    if isinstance(value, dict):
        if value.keys() == {"$template"}:
            return render(Template.model_validate(value["$template"]))
        return {key: _body(item, render) for key, item in value.items()}
    if isinstance(value, list):
        return [_body(item, render) for item in value]
    return value


def send(
    step: Step, request: HttpRequest | McpCall, args: dict[str, Any], *, kind: str, target: str, model_call: str
) -> bool:
    """Put the request under way. `model_call` is the model's id of the call, or empty.

    False when a template of the request ran into a limit: nothing is sent, and the failure is on record.
    """
    try:
        planned = plan(step, request, args)
    except RenderError as error:
        step.failed(request.url.source, error)
        step.set_last(result=None, error=str(error))
        return False
    request_id = step.new_request()
    key = f"{step.state.call['id']}:{request_id}"
    step.state.tools = {**step.state.tools, request_id: model_call}
    step.facts.append(
        ActRequested(
            at_ms=step.at_ms,
            key=key,
            kind="http" if kind == "http" else "tool",
            node=step.state.node,
            target=target,
        )
    )
    step.commands.append(SendRequest(request_id, key, planned))
    return True


def store_result(step: Step, request: HttpRequest | McpCall, event: ToolFinished) -> Any:
    """Keep the result as `last.result`, mapped when the request has a map, and return it."""
    step.set_last(result=event.result, error=event.error)
    if event.status != "success" or isinstance(request, McpCall) or not request.map:
        return event.result
    mapped: dict[str, Any] = {}
    for field, source in request.map.items():
        known, value = step.evaluate(source)
        if known:
            mapped[field] = value
    step.set_last(result=mapped)
    return mapped


def fitted(step: Step, into: str | None, event: ToolFinished) -> tuple[Any, list[str]]:
    """What is kept of the result, as the variable's type wants it, and why it is no value of that type."""
    if event.status != "success" or into is None:
        return None, []
    return step.fitted(step.program.artifact.variables[into], step.state.last["result"])


def keep(step: Step, request: HttpRequest | McpCall, into: str | None, event: ToolFinished) -> None:
    """As `last.result`, and in the variable when it fits."""
    store_result(step, request, event)
    value, problems = fitted(step, into, event)
    if problems:
        step.set_last(error=str(Misfit(f"vars.{into}", problems)))
    elif event.status == "success" and into is not None:
        step.set_variable(into, value)


def take_outcome(step: Step, into: str | None, event: ToolFinished) -> None:
    """A result that does not fit its variable is a failure."""
    _, problems = fitted(step, into, event)
    if problems:
        take_status(step, "failure", step.state.last["error"])
    else:
        take_status(step, event.status, event.error)


def take_status(step: Step, status: str, reason: str | None = None) -> None:
    """`success`, `failure` or `timeout`; a timeout without an edge of its own is a failure."""
    if take_event(step, status, reason or status):
        return
    if status == "timeout" and take_event(step, "failure", "timeout"):
        return
    step.end("error")
