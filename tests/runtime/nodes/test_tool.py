from __future__ import annotations

from typing import Any

from talkif_runtime.dialogue.commands import McpPlan, RequestPlan, SendRequest
from talkif_schemas.artifact import EndNode, HttpRequest, McpCall, SecretRef, Tool, ToolNode
from talkif_schemas.events import ToolFinished
from talkif_schemas.types import InputSpec, TypeSpec
from tests.runtime.session.flows import END, Conversation, flow, on, text

PARAMETERS = {
    "order": TypeSpec(type="integer"),
    "urgent": TypeSpec(type="boolean"),
    "note": TypeSpec(type="string"),
    "lines": TypeSpec(type="list"),
}
ARGS = {"order": text("{{n}}"), "urgent": text("true"), "note": text("12"), "lines": text("[1, 2]")}


def call_of(tool: Tool, found: TypeSpec | None = None, **changes: Any) -> Conversation:
    node = ToolNode(type="tool", tool="find", args=ARGS, into="found", edges=on(success="end", failure="no"), **changes)
    program = flow(
        "find",
        {"find": node, "no": EndNode(type="end"), "end": END},
        tools={"find": tool},
        variables={"found": found or TypeSpec(type="any")},
        inputs={"n": InputSpec(type="string")},
    )
    return Conversation(program, n="7")


def plan_of(call: Conversation) -> Any:
    return next(command.plan for command in call.commands if isinstance(command, SendRequest))


MCP = McpCall(
    host="desk", url=text("/mcp/{{args.note}}"), tool="find_order", timeout_ms=5_000,
    headers={"Authorization": SecretRef(secret="DESK"), "X-Call": text("{{call.id}}")},
)  # fmt: skip


def test_an_mcp_tool_gets_arguments_of_its_types() -> None:
    plan = plan_of(call_of(Tool(description="Find", parameters=PARAMETERS, mcp=MCP)))
    assert plan == McpPlan(
        host="desk",
        url="/mcp/12",
        tool="find_order",
        arguments={"order": 7, "urgent": True, "note": "12", "lines": [1, 2]},
        headers={"Authorization": SecretRef(secret="DESK"), "X-Call": "call_1"},
        timeout_ms=5_000,
        retries=0,
        idempotent=False,
    )


def test_its_result_is_stored_as_it_comes() -> None:
    call = call_of(Tool(description="Find", parameters=PARAMETERS, mcp=MCP))
    result = {"status": "shipped"}
    call.send(ToolFinished(at_ms=5, request=1, status="success", result=result, error=None, took_ms=5))
    assert call.state.vars == {"found": result}
    assert call.path == ["find", "end"]


def test_the_node_may_have_a_time_limit_and_retries_of_its_own() -> None:
    request = HttpRequest(method="GET", host="desk", url=text("/orders/{{args.order}}"), timeout_ms=9_000, retries=3)
    tool = Tool(description="Find", parameters=PARAMETERS, request=request)
    plan = plan_of(call_of(tool, timeout_ms=1_500, retries=0))
    assert isinstance(plan, RequestPlan)
    assert (plan.host, plan.url, plan.timeout_ms, plan.retries) == ("desk", "/orders/7", 1_500, 0)
    plan = plan_of(call_of(tool))
    assert (plan.timeout_ms, plan.retries) == (9_000, 3)


def test_a_result_that_does_not_fit_its_variable_is_a_failure() -> None:
    order = TypeSpec(type="object", properties={"total": TypeSpec(type="number")})
    for result, node, kept in (
        ({"total": "12.5", "more": 1}, "end", {"found": {"total": 12.5}}),
        ({"total": "much"}, "no", {}),
        ([], "no", {}),
    ):
        call = call_of(Tool(description="Find", parameters=PARAMETERS, mcp=MCP), order)
        call.send(ToolFinished(at_ms=5, request=1, status="success", result=result, error=None, took_ms=5))
        assert (call.state.node, call.state.vars, call.state.last["result"]) == (node, kept, result)
    assert call.state.last["error"] == "for `vars.found` the value is not an object"
