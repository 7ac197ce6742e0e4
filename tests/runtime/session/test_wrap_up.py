"""What a flow does after the caller has hung up."""

from __future__ import annotations

from typing import Any, Literal

import pytest

from talkif_compiler.nodes import NODE_TYPES
from talkif_runtime.dialogue.commands import AskModel, CancelModel, CancelRequest, SendRequest, SendText, StartTimer
from talkif_runtime.nodes import BEHAVIOURS
from talkif_runtime.session.wrap_up import REQUEST_MS, WRAP_UP_MS
from talkif_schemas.artifact import (
    AgentNode,
    BranchNode,
    DncNode,
    DtmfNode,
    Edge,
    EndNode,
    ExtractNode,
    Handler,
    HangupNode,
    HttpNode,
    HttpRequest,
    JumpNode,
    McpCall,
    MenuNode,
    MessageNode,
    PlayNode,
    RecordNode,
    Retries,
    SayNode,
    SetNode,
    SubflowNode,
    SwitchNode,
    Tool,
    ToolNode,
    TransferNode,
    VoicemailNode,
    WaitNode,
)
from talkif_schemas.artifact.after_hangup import HEARD_ONLY, NEEDS_CALLER
from talkif_schemas.events import (
    ActRequested,
    BotSpoke,
    CallEnded,
    DncRequested,
    DtmfPressed,
    HungUp,
    RecordingSwitched,
    SpeechStarted,
    ToolFinished,
    ToolRequest,
    UtteranceHeard,
)
from talkif_schemas.types import TypeSpec
from tests.runtime.session.flows import END, Conversation, collect, compiled, flow, go, on, text

LEFT = EndNode(type="end", say=text("Goodbye."), outcome="abandoned", disposition="Hung up")
ON_HANGUP = (Handler(kind="on", event="hangup", to="after"),)
VARIABLES = {name: TypeSpec(type="string") for name in ("order_id", "seen", "told")}
RETRIES = Retries(no_input=(), no_match=(), max=1)
LOOKUP = Tool(
    description="Finds an order",
    mcp=McpCall(host=None, url=text("https://desk.example.com"), tool="find", timeout_ms=5_000, retries=0),
)


def http(url: str = "https://crm.example.com/left", **changes: Any) -> HttpNode:
    request = HttpRequest(method="POST", url=text(url), timeout_ms=5_000, retries=0)
    fields: dict[str, Any] = {"edges": on(success="left", failure="left")}
    return HttpNode(type="http", request=request, **(fields | changes))


def conversation(after: Any, **more: Any) -> Conversation:
    """In a `collect`, of a flow whose `on: hangup` leads to the node `after`."""
    nodes = {"ask": collect(), "sorry": END, "end": END, "after": after, "left": LEFT} | more
    return Conversation(flow("ask", nodes, variables=VARIABLES, handlers=ON_HANGUP, tools={"find": LOOKUP}))


def hang_up(call: Conversation, by: Literal["caller", "carrier", "server"] = "caller") -> None:
    call.send(HungUp(at_ms=call.later(), by=by, reason="stop"))


def finish(
    call: Conversation, status: Literal["success", "failure", "timeout"] = "success", result: Any = "ok"
) -> None:
    """The request that runs longest is done."""
    at_ms, request = call.later(), min(call.state.tools)
    call.send(ToolFinished(at_ms=at_ms, request=request, status=status, result=result, error=None, took_ms=1))


def ending(call: Conversation) -> CallEnded | None:
    last = call.facts[-1]
    return last if isinstance(last, CallEnded) else None


def reached(call: Conversation) -> tuple[str, str | None, str | None]:
    ended = ending(call)
    assert ended is not None, f"the call goes on in {call.state.node}"
    return ended.reason, ended.outcome, ended.disposition


class TestTheWayOn:
    def test_a_request_is_sent_and_the_end_behind_it_is_the_outcome(self) -> None:
        call = conversation(http(say=text("One moment.")))
        hang_up(call)
        assert any(isinstance(command, SendRequest) for command in call.commands)
        assert StartTimer("wrap_up", WRAP_UP_MS) in call.commands
        assert ending(call) is None
        finish(call)
        assert reached(call) == ("caller_hung_up", "abandoned", "Hung up")
        assert call.commands == []

    @pytest.mark.parametrize(("by", "reason"), [("carrier", "carrier_hung_up"), ("server", "error")])
    def test_the_reason_is_who_hung_up(self, by: Any, reason: str) -> None:
        call = conversation(http())
        hang_up(call, by)
        finish(call, "failure")
        assert reached(call) == (reason, "abandoned", "Hung up")

    def test_a_flow_that_breaks_off_after_the_hangup_ended_with_the_hangup(self) -> None:
        call = conversation(http(edges=on(success="left")))
        hang_up(call)
        finish(call, "failure")
        assert reached(call) == ("caller_hung_up", None, None)

    @pytest.mark.parametrize(
        "node",
        [
            SayNode(type="say", text=(text("Bye."),), interruptible=True, edges=go("left")),
            PlayNode(
                type="play", audio=text("https://x.example.com/a.wav"), loop=1, interruptible=True, edges=go("left")
            ),
            DtmfNode(type="dtmf", digits=text("1"), edges=go("left")),
            RecordNode(type="record", action="start", edges=go("left")),
            SetNode(type="set", assign={"seen": "'yes'"}, edges=go("left")),
            BranchNode(type="branch", edges=(Edge(kind="else", to="left", say=text("Well.")),)),
            SwitchNode(type="switch", on="'a'", cases={"a": "left"}),
            DncNode(type="dnc", edges=go("left")),
        ],
        ids=lambda node: node.type,
    )
    def test_nodes_that_need_nobody_are_passed_in_silence(self, node: Any) -> None:
        call = conversation(node)
        hang_up(call)
        assert reached(call)[1] == "abandoned"
        assert call.path == ["ask", "after", "left"]
        assert not [fact for fact in call.facts if isinstance(fact, RecordingSwitched)]
        assert [fact.text for fact in call.facts if isinstance(fact, BotSpoke)] == ["Which order?"]
        assert [fact.number for fact in call.facts if isinstance(fact, DncRequested)] == (
            ["+1"] if node.type == "dnc" else []
        )

    @pytest.mark.parametrize(
        "node",
        [
            collect(),
            AgentNode(type="agent", prompt=text("x"), greeting=text("Hi."), interruptible=True),
            MenuNode(type="menu", ask=text("What?"), choices=(), retries=RETRIES, timeout_ms=5_000, interruptible=True),
            TransferNode(type="transfer", to=(text("+14155550123"),), ring_ms=1_000, edges=on(success="left")),
            VoicemailNode(type="voicemail", message=text("Call us."), after="beep", delay_ms=0),
            WaitNode(type="wait", for_ms=1_000, edges=go("left")),
            HangupNode(type="hangup"),
        ],
        ids=lambda node: node.type,
    )
    def test_nodes_that_need_the_caller_end_the_call(self, node: Any) -> None:
        call = conversation(node)
        hang_up(call)
        assert reached(call) == ("caller_hung_up", None, None)
        assert call.path == ["ask", "after"]
        assert call.commands == []

    def test_a_text_message_is_sent(self) -> None:
        call = conversation(
            MessageNode(type="message", to=text("+14155550123"), text=text("We lost you."), edges=on(success="left"))
        )
        hang_up(call)
        assert [command.text for command in call.commands if isinstance(command, SendText)] == ["We lost you."]
        finish(call)
        assert reached(call)[1] == "abandoned"

    def test_a_model_reads_what_was_said_and_its_failure_is_an_edge(self) -> None:
        node = ExtractNode(
            type="extract", into="seen", shape=TypeSpec(type="string"), source="call", edges=on(failure="left")
        )
        call = conversation(node)
        call.cut_in("my order")
        hang_up(call)
        (asked,) = [command for command in call.commands if isinstance(command, AskModel)]
        assert not asked.prompt.speak
        call.answer(says="no idea")
        assert reached(call)[1] == "abandoned"

    def test_a_handler_that_returns_leads_back_to_where_nobody_answers(self) -> None:
        handlers = (Handler(kind="on", event="hangup", to="note", returns=True),)
        nodes = {"ask": collect(), "sorry": END, "end": END, "note": SetNode(type="set", assign={"seen": "'yes'"})}
        call = Conversation(flow("ask", nodes, variables=VARIABLES, handlers=handlers, outputs=("seen",)))
        hang_up(call)
        assert reached(call) == ("caller_hung_up", None, None)
        assert call.path == ["ask", "note", "ask"]
        assert call.facts[-1].outputs == {"seen": "yes"}  # type: ignore[attr-defined]

    def test_circles_without_a_request_end(self) -> None:
        call = conversation(SetNode(type="set", assign={}, edges=go("again")), again=BranchNode(
            type="branch", edges=(Edge(kind="else", to="after"),)))  # fmt: skip
        hang_up(call)
        assert reached(call) == ("caller_hung_up", None, None)

    def test_what_happens_on_the_dead_line_changes_nothing(self) -> None:
        call = conversation(http())
        hang_up(call)
        before, facts = call.state.vars, len(call.facts)
        call.send(SpeechStarted(at_ms=call.later()))
        call.send(UtteranceHeard(at_ms=call.later(), text="123456", confidence=0.9, stt_ms=1, speech_end_ms=call.at_ms))
        call.send(DtmfPressed(at_ms=call.later(), digit="1"))
        assert (call.state.vars, len(call.facts)) == (before, facts)

    def test_every_type_of_node_is_known(self) -> None:
        assert set(BEHAVIOURS) > HEARD_ONLY | NEEDS_CALLER
        assert set(BEHAVIOURS) == {node.TYPE for node in NODE_TYPES} - {"note"}
        assert not HEARD_ONLY & NEEDS_CALLER


class TestBounds:
    def test_after_a_while_the_call_ends_with_what_is_known(self) -> None:
        call = conversation(http())
        hang_up(call)
        call.fire("wrap_up")
        assert reached(call) == ("caller_hung_up", None, None)

    def test_a_second_hangup_is_no_news_and_one_of_a_process_that_stops_ends_it(self) -> None:
        call = conversation(http())
        hang_up(call)
        hang_up(call, "carrier")
        assert ending(call) is None
        hang_up(call, "server")
        assert reached(call) == ("caller_hung_up", None, None)

    def test_other_timers_of_the_call_are_stopped(self) -> None:
        call = conversation(http())
        call.hear_all()
        assert {"max_call", "silence"} <= call.state.timers
        hang_up(call)
        assert call.state.timers == {"wrap_up"}


class TestWhatRunsAtTheHangup:
    def looking_up(self, **changes: Any) -> Conversation:
        """The order is being looked up; afterwards it would be told, and after a hangup the desk is."""
        nodes = {
            "find": ToolNode(
                type="tool", tool="find", into="seen", say=text("One moment."), edges=on(success="end", failure="end")
            ),
            "end": END,
            "after": http("https://crm.example.com/{{seen}}"),
            "left": LEFT,
        }
        fields: dict[str, Any] = {"variables": VARIABLES, "handlers": ON_HANGUP, "tools": {"find": LOOKUP}}
        return Conversation(flow("find", nodes, **fields | changes))

    def test_a_request_is_let_finish_and_its_result_kept_before_the_flow_goes_on(self) -> None:
        call = self.looking_up()
        hang_up(call)
        assert not [command for command in call.commands if isinstance(command, CancelRequest)]
        assert StartTimer("request", REQUEST_MS) in call.commands
        assert call.path == ["find"]
        finish(call, result="shipped")
        assert call.path == ["find", "after"]
        (sent,) = [command for command in call.commands if isinstance(command, SendRequest)]
        assert sent.plan.url == "https://crm.example.com/shipped"
        assert call.state.timers == {"wrap_up"}
        finish(call)
        assert reached(call) == ("caller_hung_up", "abandoned", "Hung up")

    def test_one_that_takes_too_long_is_given_up_and_the_flow_goes_on(self) -> None:
        call = self.looking_up()
        hang_up(call)
        call.fire("request")
        assert CancelRequest(1) in call.commands
        assert call.path == ["find", "after"]
        finish(call)
        assert reached(call)[1] == "abandoned"

    def test_without_an_edge_for_the_hangup_it_is_cancelled_and_the_call_over(self) -> None:
        call = self.looking_up(handlers=())
        hang_up(call)
        assert reached(call) == ("caller_hung_up", None, None)

    def test_tools_of_a_model_are_awaited_and_the_model_is_not_asked_again(self) -> None:
        talk = AgentNode(type="agent", prompt=text("x"), tools=("find",), interruptible=True)
        nodes = {"talk": talk, "after": LEFT}
        call = Conversation(flow("talk", nodes, handlers=ON_HANGUP, tools={"find": LOOKUP}))
        calls = tuple(ToolRequest(id=name, name="find", arguments={}) for name in ("a", "b"))
        call.answer(tool_calls=calls)
        hang_up(call)
        finish(call)
        assert ending(call) is None
        finish(call)
        assert reached(call)[1] == "abandoned"

    def test_a_model_that_is_asked_is_not_awaited(self) -> None:
        nodes = {"talk": AgentNode(type="agent", prompt=text("x"), interruptible=True), "after": http(), "left": LEFT}
        call = Conversation(flow("talk", nodes, handlers=ON_HANGUP))
        hang_up(call)
        assert CancelModel(1) in call.commands
        assert call.path == ["talk", "after"]


class TestFlowsInsideFlows:
    def outer(self, inner: Any, **nodes: Any) -> Conversation:
        around = {"start": SubflowNode(type="subflow", flow="inner", edges=nodes.pop("edges", ())), "after": LEFT}
        return Conversation(flow("start", around | nodes, variables=VARIABLES, handlers=ON_HANGUP, flows=(inner,)))

    def test_the_inner_flow_goes_its_way_and_comes_back_by_its_exit(self) -> None:
        nodes = {
            "ask": collect(),
            "after": http(),
            "left": EndNode(type="end", outcome="gone"),
            "end": END,
            "sorry": END,
        }
        inner = compiled("inner", "ask", nodes, variables=VARIABLES, handlers=ON_HANGUP)
        edges = (Edge(kind="on", event="exit:gone", to="note"),)
        call = self.outer(inner, edges=edges, note=SetNode(type="set", assign={"told": "'yes'"}, edges=go("after")))
        hang_up(call)
        finish(call)
        assert call.path == ["start", "ask", "after", "left", "note", "after"]
        assert reached(call)[1] == "abandoned"

    def test_where_the_flow_around_needs_the_caller_it_is_told_too(self) -> None:
        nodes = {"ask": collect(), "after": END, "end": END, "sorry": END}
        inner = compiled("inner", "ask", nodes, variables=VARIABLES, handlers=ON_HANGUP)
        edges = (Edge(kind="on", event="exit:done", to="more"),)
        call = self.outer(inner, edges=edges, more=collect(), sorry=END, end=END)
        hang_up(call)
        assert call.path == ["start", "ask", "after", "more", "after"]
        assert reached(call)[1] == "abandoned"

    def test_an_inner_flow_that_says_nothing_about_it_leaves_it_to_the_one_around(self) -> None:
        nodes = {"find": http(edges=on(success="end", failure="end")), "end": END}
        inner = compiled("inner", "find", nodes)
        call = self.outer(inner)
        hang_up(call)
        assert ending(call) is None, "the request of the inner flow is let finish"
        finish(call)
        assert reached(call)[1] == "abandoned"

    def test_a_flow_that_is_run_afterwards_comes_back(self) -> None:
        inner = compiled("inner", "tell", {"tell": http(edges=on(success="end", failure="end")), "end": END})
        nodes = {
            "ask": collect(),
            "after": SubflowNode(type="subflow", flow="inner", edges=(Edge(kind="on", event="exit:done", to="left"),)),
            "left": LEFT,
            "end": END,
            "sorry": END,
        }
        call = Conversation(flow("ask", nodes, variables=VARIABLES, handlers=ON_HANGUP, flows=(inner,)))
        hang_up(call)
        finish(call)
        assert reached(call)[1] == "abandoned"

    def test_a_flow_that_takes_over_goes_on(self) -> None:
        inner = compiled("inner", "tell", {"tell": http(edges=on(success="end", failure="end")), "end": END})
        nodes = {
            "ask": collect(),
            "after": JumpNode(type="jump", flow="inner", context="none"),
            "end": END,
            "sorry": END,
        }
        call = Conversation(flow("ask", nodes, variables=VARIABLES, handlers=ON_HANGUP, flows=(inner,)))
        hang_up(call)
        assert [fact.key for fact in call.facts if isinstance(fact, ActRequested)] == ["call_1:1"]
        finish(call)
        assert reached(call)[1] == "done"
