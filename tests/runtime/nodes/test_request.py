from __future__ import annotations

from typing import Any

from talkif_runtime.dialogue.commands import (
    SendRequest,
)
from talkif_schemas.artifact import (
    BranchNode,
    Edge,
    EndNode,
    HttpRequest,
    SetNode,
    Tool,
    ToolNode,
)
from talkif_schemas.events import (
    ConditionFailed,
    ToolFinished,
)
from talkif_schemas.types import InputSpec, TypeSpec
from tests.runtime.session.flows import END, Conversation, flow, go, on, text


class TestActs:
    def tool_flow(self) -> Any:
        tool = Tool(
            description="Find",
            request=HttpRequest(
                method="GET",
                url=text("https://x.example/{{args.id}}"),
                timeout_ms=1_000,
                map={"state": "last.result.status"},
            ),
        )
        node = ToolNode(
            type="tool", tool="find", args={"id": text("{{plan}}")}, into="order",
            edges=on(success="route", failure="sorry", timeout="sorry"),
        )  # fmt: skip
        nodes = {
            "find": node,
            "route": BranchNode(
                type="branch",
                edges=(Edge(kind="if", condition="vars.order.state == 'ok'", to="end"), Edge(kind="else", to="sorry")),
            ),
            "sorry": EndNode(type="end"),
            "end": END,
        }
        order = TypeSpec(type="object", properties={"state": TypeSpec(type="string")})
        return flow(
            "find",
            nodes,
            variables={"order": order},
            tools={"find": tool},
            inputs={"plan": InputSpec(type="string", default="free")},
        )

    def test_a_result_is_mapped_stored_and_branched_on(self) -> None:
        call = Conversation(self.tool_flow(), plan="a b")
        sent = call.commands[-1]
        assert isinstance(sent, SendRequest)
        assert sent.plan.url == "https://x.example/a%20b"
        assert sent.key == "call_1:1"
        result = {"status": "ok", "noise": 1}
        call.send(ToolFinished(at_ms=5, request=sent.request, status="success", result=result, error=None, took_ms=5))
        assert call.state.vars == {"order": {"state": "ok"}}
        assert call.path == ["find", "route", "end"]

    def test_failure_has_its_own_edge(self) -> None:
        call = Conversation(self.tool_flow())
        call.send(ToolFinished(at_ms=5, request=1, status="timeout", result=None, error="slow", took_ms=5))
        assert call.path == ["find", "sorry"]
        assert call.state.last["error"] == "slow"

    def test_assignments_that_fail_leave_the_variable_and_are_on_record(self) -> None:
        nodes = {
            "set": SetNode(type="set", assign={"n": "vars.missing + 1.0", "m": "2.0"}, edges=go("end")),
            "end": END,
        }
        number = TypeSpec(type="number")
        call = Conversation(flow("set", nodes, variables={"n": number, "m": number, "missing": number}))
        assert call.state.vars == {"m": 2.0}
        assert any(isinstance(fact, ConditionFailed) for fact in call.facts)

    def test_a_template_that_runs_into_a_limit_is_on_record_and_takes_the_failure_edge(self) -> None:
        inner = "{{#each @root.inputs.items}}{{#each @root.inputs.items}}x{{/each}}{{/each}}"
        bomb = f"{{{{#each items}}}}{inner}{{{{/each}}}}"
        tool = Tool(
            description="Find",
            request=HttpRequest(method="GET", url=text("https://x.example/" + bomb), timeout_ms=1_000),
        )
        nodes = {
            "find": ToolNode(type="tool", tool="find", say=text(bomb), edges=on(success="end", failure="sorry")),
            "sorry": EndNode(type="end"),
            "end": END,
        }
        items = InputSpec(type="list", items=TypeSpec(type="string"))
        call = Conversation(flow("find", nodes, tools={"find": tool}, inputs={"items": items}), items=["a"] * 100)
        assert call.path == ["find", "sorry"]
        assert call.spoken == []
        assert sum(isinstance(fact, ConditionFailed) for fact in call.facts) == 2
