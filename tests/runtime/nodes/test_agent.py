from __future__ import annotations

from talkif_runtime.dialogue.commands import (
    SendRequest,
)
from talkif_schemas.artifact import (
    AgentNode,
    Edge,
    Example,
    HttpRequest,
    Tool,
)
from talkif_schemas.events import (
    LlmFailed,
    ToolFinished,
    ToolRequest,
)
from talkif_schemas.types import TypeSpec
from tests.runtime.session.flows import END, Conversation, agent_flow, flow, text


class TestAgent:
    def test_the_model_takes_an_edge(self) -> None:
        call = Conversation(agent_flow())
        call.say("that is all")
        assert [option.id for option in call.asked.prompt.options] == ["end"]
        call.answer(choose="end")
        assert call.path == ["talk", "end"]

    def test_the_model_answers_and_stays(self) -> None:
        call = Conversation(agent_flow())
        call.say("hello")
        call.answer(says="Hi there.")
        assert call.path == ["talk"]
        call.say("and again")
        assert [message.text for message in call.asked.prompt.messages] == [
            "How can I help?", "hello", "Hi there.", "and again"
        ]  # fmt: skip

    def test_max_turns(self) -> None:
        call = Conversation(agent_flow(max_turns=1))
        call.say("one")
        call.answer(says="Yes?")
        call.say("two")
        assert call.path == ["talk", "end"]

    def test_examples_reach_the_model(self) -> None:
        examples = (Example(user="bye", choose="end"), Example(user="price", says="Ten dollars."))
        call = Conversation(agent_flow(examples=examples))
        call.say("hello")
        prompt = call.asked.prompt
        assert prompt.options[0].examples == ("bye",)
        assert prompt.examples == (("price", "Ten dollars."),)

    def test_a_condition_comes_before_the_model(self) -> None:
        edges = (Edge(kind="if", condition="last.utterance == 'stop'", to="end"),)
        call = Conversation(agent_flow(edges=edges))
        call.say("stop")
        assert call.path == ["talk", "end"]
        assert call.state.request is None

    def test_a_failing_model_is_excused_and_at_last_the_call_ends(self) -> None:
        call = Conversation(agent_flow())
        for attempt in range(3):
            call.say("hello")
            assert call.state.request is not None
            call.send(LlmFailed(at_ms=call.later(), request=call.state.request, code="timeout", spoken=""))
            assert bool(call.state.ending) is (attempt == 2)
        assert call.state.phase == "ending"

    def test_a_late_answer_to_an_older_request_is_nothing(self) -> None:
        call = Conversation(agent_flow())
        call.say("hello")
        old = call.state.request
        call.cut_in("no wait")
        assert call.state.request != old
        call.send(LlmFailed(at_ms=call.later(), request=old or 0, code="timeout", spoken=""))
        assert call.state.failures == 0

    def test_tools_are_called_and_their_results_go_back(self) -> None:
        tool = Tool(
            description="Find",
            parameters={"id": TypeSpec(type="string")},
            request=HttpRequest(method="GET", url=text("https://x.example/{{args.id}}"), timeout_ms=1_000),
        )
        node = AgentNode(
            type="agent", prompt=text("Help."), greeting=text("Hi."), tools=("find",), interruptible=True,
            edges=(Edge(kind="when", when="done", to="end"),),
        )  # fmt: skip
        call = Conversation(flow("talk", {"talk": node, "end": END}, tools={"find": tool}))
        call.say("where is 4/1")
        call.answer(tool_calls=(ToolRequest(id="c1", name="find", arguments={"id": "4/1"}),))
        sent = next(command for command in call.commands if isinstance(command, SendRequest))
        assert sent.plan.url == "https://x.example/4%2F1"
        call.send(
            ToolFinished(
                at_ms=call.later(), request=sent.request, status="success", result={"ok": 1}, error=None, took_ms=5
            )
        )
        assert call.asked.prompt.messages[-1].role == "tool"
        assert '"ok":1' in call.asked.prompt.messages[-1].text

    def test_a_tool_that_the_model_made_up_is_refused_and_it_may_answer_again(self) -> None:
        call = Conversation(agent_flow())
        call.say("hello")
        call.answer(tool_calls=(ToolRequest(id="c1", name="format_disk", arguments={}),))
        assert not any(isinstance(command, SendRequest) for command in call.commands)
        assert "no tool" in call.asked.prompt.messages[-1].text
