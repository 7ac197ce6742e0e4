from __future__ import annotations

from typing import Any

import orjson

from talkif_runtime.dialogue.commands import (
    SendRequest,
)
from talkif_schemas.artifact import (
    AgentNode,
    Edge,
    Example,
    Handler,
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

    def test_an_example_is_for_an_edge_of_the_node_before_a_handler(self) -> None:
        node = AgentNode(
            type="agent",
            prompt=text("Help."),
            greeting=text("How can I help?"),
            interruptible=True,
            edges=(Edge(kind="when", when="The caller is done", to="end"),),
            examples=(Example(user="bye", choose="end"), Example(user="somebody else", choose="other")),
        )
        handlers = (Handler(kind="when", when="No more calls", to="end"), Handler(kind="when", when="Who?", to="other"))
        call = Conversation(flow("talk", {"talk": node, "end": END, "other": END}, handlers=handlers))
        call.say("hello")
        shown = [option.examples for option in call.asked.prompt.options]
        assert shown == [("bye",), (), ("somebody else",)]

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


class TestRecordingValues:
    def program(self, **fields: Any) -> Any:
        edges = (Edge(kind="if", condition="has(vars.size)", to="end"), Edge(kind="when", when="done", to="end"))
        node = AgentNode(
            type="agent", prompt=text("Help."), greeting=text("Hi."), interruptible=True, extract=("size", "email"),
            edges=edges,
        )  # fmt: skip
        variables = {"size": TypeSpec(type="integer"), "email": TypeSpec(type="email")}
        return flow("talk", {"talk": node, "end": END}, variables=variables)

    def record(self, **values: Any) -> tuple[ToolRequest, ...]:
        return (ToolRequest(id="t1", name="record_values", arguments=values),)

    def test_values_fill_variables_without_a_request_and_the_turn_goes_on(self) -> None:
        call = Conversation(self.program())
        call.say("I am ana@example.com")
        assert [tool.name for tool in call.asked.prompt.tools] == ["record_values"]
        call.answer(tool_calls=self.record(email="Ana@Example.com"))
        assert call.state.vars == {"email": "ana@example.com"}
        assert not any(isinstance(command, SendRequest) for command in call.commands)
        assert [message.role for message in call.asked.prompt.messages][-2:] == ["assistant", "tool"]

    def test_a_turn_in_which_the_model_also_spoke_is_over(self) -> None:
        call = Conversation(self.program())
        call.say("I am ana@example.com")
        call.answer(says="Noted. How many?", tool_calls=self.record(email="ana@example.com"))
        assert call.state.request is None
        assert call.path == ["talk"]

    def test_a_value_may_decide_where_to_go(self) -> None:
        call = Conversation(self.program())
        call.say("three")
        call.answer(tool_calls=self.record(size="3"))
        assert (call.state.vars, call.path) == ({"size": 3}, ["talk", "end"])

    def test_what_does_not_fit_is_refused_and_the_model_hears_why(self) -> None:
        call = Conversation(self.program())
        call.say("a few")
        call.answer(says="Fine.", tool_calls=self.record(size="a few", email="ana@example.com", age=3))
        assert call.state.vars == {"email": "ana@example.com"}
        told = orjson.loads(call.asked.prompt.messages[-1].text)
        assert told == {
            "recorded": ["email"],
            "refused": {"size": "the value is not a number", "age": "is not asked for"},
        }


class TestSummary:
    def program(self, greeting: str | None) -> Any:
        nodes = {
            "talk": AgentNode(
                type="agent", prompt=text("First."), greeting=text("Hi."), interruptible=True,
                edges=(Edge(kind="when", when="done", to="more"),),
            ),
            "more": AgentNode(
                type="agent", prompt=text("Second."), context="summary", interruptible=True,
                greeting=text(greeting) if greeting else None,
            ),
        }  # fmt: skip
        return flow("talk", nodes)

    def asked_for_it(self, greeting: str | None = None) -> Conversation:
        call = Conversation(self.program(greeting))
        call.say("my name is Ana")
        call.answer(choose="more")
        return call

    def write(self, call: Conversation, summary: str) -> None:
        call.answer(tool_calls=(ToolRequest(id="t", name="write_summary", arguments={"text": summary}),))

    def test_the_model_reads_the_summary_instead_of_the_dialogue(self) -> None:
        call = self.asked_for_it()
        assert not call.asked.prompt.speak
        self.write(call, "Ana calls.")
        assert call.asked.prompt.system == "Second.\n\nWhat was said before: Ana calls."
        assert call.asked.prompt.messages == ()

    def test_a_greeting_does_not_wait_for_it_and_what_the_caller_says_meanwhile_is_answered(self) -> None:
        call = self.asked_for_it("How else can I help?")
        assert call.spoken == ["How else can I help?"]
        call.say("the price")
        self.write(call, "Ana calls.")
        assert [message.text for message in call.asked.prompt.messages] == ["How else can I help?", "the price"]

    def test_without_a_summary_it_reads_the_dialogue(self) -> None:
        call = self.asked_for_it()
        call.send(LlmFailed(at_ms=call.later(), request=call.state.request or 0, code="timeout", spoken=""))
        assert [message.text for message in call.asked.prompt.messages] == ["Hi.", "my name is Ana"]
