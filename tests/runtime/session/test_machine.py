from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from talkif_runtime.dialogue.commands import (
    CancelModel,
    Expect,
    HangUp,
    SendRequest,
    StartTimer,
    StopSpeaking,
    Transfer,
)
from talkif_runtime.dialogue.state import State
from talkif_runtime.session import machine
from talkif_schemas.artifact import (
    AgentNode,
    BranchNode,
    Choice,
    CollectNode,
    Edge,
    EndNode,
    Example,
    Handler,
    HttpRequest,
    Idle,
    MenuNode,
    Retries,
    SayNode,
    SetNode,
    Tool,
    ToolNode,
    TransferNode,
)
from talkif_schemas.events import (
    INPUTS,
    CallEnded,
    ConditionFailed,
    DtmfPressed,
    Event,
    HungUp,
    LlmFailed,
    SpeechInterrupted,
    SpeechStarted,
    TimerFired,
    ToolFinished,
    ToolRequest,
    TransferFinished,
    UtteranceHeard,
)
from talkif_schemas.types import InputSpec, TypeSpec
from tests.runtime.session.flows import Conversation, flow, go, on, text

END = EndNode(type="end", say=text("Goodbye."), outcome="done")


def collect(**changes: Any) -> CollectNode:
    fields: dict[str, Any] = {
        "type": "collect",
        "into": "order_id",
        "ask": text("Which order?"),
        "slot": "digits",
        "pattern": "[0-9]{6}",
        "dtmf": True,
        "max_digits": 6,
        "timeout_ms": 5_000,
        "interruptible": True,
        "retries": Retries(no_input=(text("Hello?"),), no_match=(text("Six digits."),), max=1),
        "edges": on(done="end", gave_up="sorry"),
    }
    return CollectNode(**(fields | changes))


def order_flow(**changes: Any) -> Any:
    nodes = {
        "ask": collect(**changes),
        "sorry": EndNode(type="end", say=text("Sorry.")),
        "end": END,
        "human": EndNode(type="end", say=text("A person.")),
    }
    handlers = (Handler(kind="on", event="dtmf:0", to="human"),)
    return flow("ask", nodes, variables={"order_id": TypeSpec(type="string")}, handlers=handlers, outputs=("order_id",))


def agent_flow(**changes: Any) -> Any:
    fields: dict[str, Any] = {
        "type": "agent",
        "prompt": text("Help."),
        "greeting": text("How can I help?"),
        "interruptible": True,
        "edges": (
            Edge(kind="when", when="The caller is done", to="end"),
            Edge(kind="on", event="max_turns", to="end"),
        ),
    }
    return flow("talk", {"talk": AgentNode(**(fields | changes)), "end": END}, idle=None)


class TestSpeaking:
    def test_say_goes_on_at_once_and_the_next_text_waits_in_line(self) -> None:
        program = flow(
            "hello",
            {"hello": SayNode(type="say", text=(text("Hi."),), interruptible=True, edges=go("end")), "end": END},
        )
        call = Conversation(program)
        assert call.spoken == ["Hi.", "Goodbye."]

    def test_variants_take_turns(self) -> None:
        nodes = {
            "hello": SayNode(type="say", text=(text("One."), text("Two.")), interruptible=True, edges=go("ask")),
            "ask": collect(edges=on(done="hello", gave_up="hello")),
        }
        call = Conversation(flow("hello", nodes, variables={"order_id": TypeSpec(type="string")}))
        call.say("one two three four five six")
        assert call.spoken[0] == "Two."

    def test_the_call_ends_when_the_last_words_have_been_heard(self) -> None:
        call = Conversation(flow("end", {"end": END}))
        assert not any(isinstance(command, HangUp) for command in call.commands)
        call.hear_all()
        assert call.commands[-1] == HangUp("bot_ended")

    def test_a_text_that_is_never_played_does_not_keep_the_line_open(self) -> None:
        call = Conversation(flow("end", {"end": END}))
        call.fire("ending")
        assert call.commands[-1] == HangUp("bot_ended")


class TestInterruption:
    def test_the_caller_silences_us_and_what_they_heard_is_what_was_said(self) -> None:
        call = Conversation(agent_flow())
        call.send(SpeechStarted(at_ms=call.later()))
        assert StopSpeaking() in call.commands
        call.send(SpeechInterrupted(at_ms=call.later(0), utterance=1, heard="How can", rest="I help?"))
        call.cut_in("my order")
        messages = [(message.role, message.text) for message in call.asked.prompt.messages]
        assert messages == [("assistant", "How can"), ("user", "my order")]

    def test_after_a_false_start_we_say_the_rest(self) -> None:
        call = Conversation(agent_flow())
        call.send(SpeechStarted(at_ms=call.later()))
        call.send(SpeechInterrupted(at_ms=call.later(0), utterance=1, heard="How can", rest="I help?"))
        call.fire("resume")
        assert call.spoken == ["I help?"]

    def test_protected_speech_goes_on_and_what_is_said_over_it_is_not_an_answer(self) -> None:
        nodes = {
            "notice": SayNode(type="say", text=(text("Recorded."),), interruptible=False, edges=go("ask")),
            "ask": collect(),
            "sorry": END,
            "end": END,
        }
        call = Conversation(flow("notice", nodes, variables={"order_id": TypeSpec(type="string")}))
        call.send(SpeechStarted(at_ms=call.later()))
        assert StopSpeaking() not in call.commands
        call.cut_in("hello hello")
        assert call.state.node == "ask"
        assert call.state.speaking

    def test_a_model_that_is_writing_is_stopped(self) -> None:
        call = Conversation(agent_flow(greeting=None))
        request = call.state.request
        call.send(SpeechStarted(at_ms=call.later()))
        assert CancelModel(request or 0) in call.commands
        assert call.state.request is None


class TestCollect:
    def test_a_spoken_number_becomes_digits(self) -> None:
        call = Conversation(order_flow())
        assert Expect("digits") in call.commands
        call.say("it's four one five, two two one")
        assert call.state.vars == {"order_id": "415221"}
        assert call.path == ["ask", "end"]

    def test_keys_complete_at_the_last_digit(self) -> None:
        call = Conversation(order_flow())
        call.press("123456")
        assert call.state.vars == {"order_id": "123456"}

    def test_a_handlers_key_alone_is_not_swallowed(self) -> None:
        call = Conversation(order_flow())
        call.press("0")
        call.fire("digits")
        assert call.path == ["ask", "human"]

    def test_a_number_may_begin_with_a_handlers_key(self) -> None:
        call = Conversation(order_flow())
        call.press("012345")
        assert call.state.vars == {"order_id": "012345"}

    def test_misses_lead_to_the_retry_text_and_then_to_gave_up(self) -> None:
        call = Conversation(order_flow())
        call.say("banana")
        assert call.spoken == ["Six digits."]
        call.say("banana")
        assert call.path == ["ask", "sorry"]

    def test_silence_counts_as_a_miss(self) -> None:
        call = Conversation(order_flow())
        call.hear_all()
        assert StartTimer("silence", 5_000, quiet=True) in call.commands
        call.fire("silence")
        assert call.spoken == ["Hello?"]

    def test_an_unsure_value_is_read_back(self) -> None:
        call = Conversation(order_flow(confirm="low_confidence"))
        call.say("one two three four five six", confidence=0.2)
        assert call.spoken == ["I understood 1 2 3 4 5 6. Is that right?"]
        call.say("yes that's right")
        assert call.state.vars == {"order_id": "123456"}

    def test_a_refused_value_is_asked_for_again(self) -> None:
        call = Conversation(order_flow(confirm="always"))
        call.say("one two three four five six")
        call.say("no")
        assert call.spoken == ["Six digits."]
        assert call.state.vars == {}

    def test_the_flows_own_check_decides(self) -> None:
        call = Conversation(order_flow(check="value.startsWith('9')"))
        call.say("one two three four five six")
        assert call.spoken == ["Six digits."]
        call.say("nine two three four five six")
        assert call.state.vars == {"order_id": "923456"}

    def test_what_is_no_answer_may_still_be_a_wish_that_a_handler_knows(self) -> None:
        nodes = {"ask": collect(), "sorry": END, "end": END, "human": END}
        handlers = (Handler(kind="when", when="The caller wants a person", to="human"),)
        call = Conversation(flow("ask", nodes, variables={"order_id": TypeSpec(type="string")}, handlers=handlers))
        call.say("give me a human being")
        assert call.asked.prompt.speak is False
        call.answer(choose="human")
        assert call.path == ["ask", "human"]


class TestMenu:
    def program(self) -> Any:
        choices = (
            Choice(key="order", to="end", dtmf="1", says=("my order",)),
            Choice(key="person", to="human", dtmf="2", says=("person",)),
        )
        menu = MenuNode(
            type="menu",
            ask=text("Order or person?"),
            choices=choices,
            retries=Retries(max=0),
            timeout_ms=4_000,
            interruptible=True,
            edges=on(no_input="end", no_match="human"),
        )
        return flow("menu", {"menu": menu, "end": END, "human": END})

    def test_by_words_by_key_and_by_number(self) -> None:
        for act, target in (("say:I want my order please", "end"), ("press:2", "human"), ("say:two", "human")):
            call = Conversation(self.program())
            kind, _, what = act.partition(":")
            (call.say if kind == "say" else call.press)(what)
            assert call.path == ["menu", target], act

    def test_no_match_and_no_input_have_their_own_ways_out(self) -> None:
        call = Conversation(self.program())
        call.say("banana")
        assert call.path == ["menu", "human"]
        call = Conversation(self.program())
        call.hear_all()
        call.fire("silence")
        assert call.path == ["menu", "end"]


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


class TestTransfer:
    def program(self) -> Any:
        node = TransferNode(
            type="transfer", to=(text("+14155550123"),), say=text("One moment."), ring_ms=20_000,
            edges=on(busy="sorry", success="end"),
        )  # fmt: skip
        return flow("human", {"human": node, "sorry": EndNode(type="end", say=text("Busy.")), "end": END})

    def test_the_caller_hears_why_before_they_are_handed_over(self) -> None:
        call = Conversation(self.program())
        assert not any(isinstance(command, Transfer) for command in call.commands)
        call.hear_all()
        assert Transfer("call_1:1", ("+14155550123",), 20_000, None) in call.commands

    def test_busy_comes_back_as_an_edge_and_completed_ends_the_call_with_an_outcome(self) -> None:
        call = Conversation(self.program())
        call.hear_all()
        call.send(TransferFinished(at_ms=call.later(), status="busy"))
        assert call.spoken == ["Busy."]
        call = Conversation(self.program())
        call.hear_all()
        call.send(TransferFinished(at_ms=call.later(), status="completed"))
        ended = call.facts[-1]
        assert isinstance(ended, CallEnded)
        assert (ended.reason, ended.outcome) == ("transferred", "done")


class TestSilenceAndEnd:
    def test_idle_prompts_and_then_the_way_out(self) -> None:
        nodes = {
            "talk": AgentNode(type="agent", prompt=text("x"), greeting=text("Hi."), interruptible=True),
            "end": END,
        }
        idle = Idle(after_ms=4_000, prompts=(text("Still there?"),), then="end")
        call = Conversation(flow("talk", nodes, idle=idle))
        call.hear_all()
        call.fire("silence")
        assert call.spoken == ["Still there?"]
        call.hear_all()
        call.fire("silence")
        assert call.path == ["talk", "end"]

    def test_hanging_up_ends_everything_and_may_have_an_outcome(self) -> None:
        nodes = {"ask": collect(), "sorry": END, "end": END, "left": EndNode(type="end", outcome="abandoned")}
        handlers = (Handler(kind="on", event="hangup", to="left"),)
        call = Conversation(flow("ask", nodes, variables={"order_id": TypeSpec(type="string")}, handlers=handlers))
        call.send(HungUp(at_ms=call.later(), by="caller", reason="stop"))
        ended = call.facts[-1]
        assert isinstance(ended, CallEnded)
        assert (ended.reason, ended.outcome) == ("caller_hung_up", "abandoned")
        assert call.commands == []
        assert call.send(TimerFired(at_ms=9, timer="silence")).facts == []

    def test_the_longest_call(self) -> None:
        call = Conversation(agent_flow())
        call.fire("max_call")
        call.hear_all()
        assert call.commands[-1] == HangUp("max_duration")

    def test_a_loop_without_a_caller_does_not_hang_the_process(self) -> None:
        nodes = {"a": SetNode(type="set", assign={}, edges=go("b")), "b": SetNode(type="set", assign={}, edges=go("a"))}
        call = Conversation(flow("a", nodes))
        assert call.commands == [StartTimer("max_call", 600_000), HangUp("error")]


def test_a_handler_that_returns_leads_back() -> None:
    nodes = {
        "ask": collect(),
        "help": SayNode(type="say", text=(text("It is on the receipt."),), interruptible=True),
        "sorry": END,
        "end": END,
    }
    handlers = (Handler(kind="on", event="dtmf:9", to="help", returns=True),)
    call = Conversation(flow("ask", nodes, variables={"order_id": TypeSpec(type="string")}, handlers=handlers))
    call.press("9")
    call.fire("digits")
    assert call.path == ["ask", "help", "ask"]
    assert call.spoken == ["It is on the receipt.", "Which order?"]


_EVENTS = st.lists(
    st.one_of(
        st.builds(SpeechStarted, at_ms=st.just(0)),
        st.builds(
            UtteranceHeard,
            at_ms=st.just(0),
            text=st.sampled_from(["", "one two three four five six", "hello", "yes", "no"]),
            confidence=st.sampled_from([0.1, 0.9]),
            stt_ms=st.just(1),
            speech_end_ms=st.just(0),
        ),
        st.builds(DtmfPressed, at_ms=st.just(0), digit=st.sampled_from("0123456789*#")),
        st.builds(TimerFired, at_ms=st.just(0), timer=st.sampled_from(["silence", "digits", "resume", "ending"])),
        st.just("played"),
        st.just("answer"),
        st.just("choose"),
        st.just("fail"),
    ),
    max_size=25,
)


@given(_EVENTS)
def test_a_conversation_is_never_stuck_and_its_journal_replays_to_the_same_state(events: list[Any]) -> None:
    nodes = {
        "ask": collect(),
        "talk": AgentNode(
            type="agent", prompt=text("x"), interruptible=True, edges=(Edge(kind="when", when="done", to="ask"),)
        ),
        "sorry": AgentNode(type="agent", prompt=text("y"), greeting=text("Hm?"), interruptible=True),
        "end": SayNode(type="say", text=(text("Thanks."),), interruptible=False, edges=go("talk")),
    }
    idle = Idle(after_ms=4_000, prompts=(text("Hello?"),), then="talk")
    program = flow("ask", nodes, variables={"order_id": TypeSpec(type="string")}, idle=idle)
    call = Conversation(program)
    for event in events:
        if event == "played":
            call.hear_all()
        elif event in ("answer", "choose", "fail"):
            if call.state.request is None:
                continue
            if event == "fail":
                call.send(LlmFailed(at_ms=0, request=call.state.request, code="timeout", spoken=""))
            else:
                call.answer(says="Well." if event == "answer" else "", choose="ask" if event == "choose" else None)
        else:
            call.send(event)
        for command in list(call.commands):
            if isinstance(command, StopSpeaking):
                for entry in call.state.speaking:
                    call.send(SpeechInterrupted(at_ms=0, utterance=entry.id, heard="", rest=entry.text or ""))
        state = call.state
        moving = (
            state.speaking or state.request or state.tools or state.timers - {"max_call"} or state.phase != "active"
        )
        assert moving, "nothing is under way and nothing is awaited"
    replayed = State()
    facts: list[Event] = []
    for journalled in call.events:
        assert isinstance(journalled, INPUTS)
        outcome = machine.step(program, replayed, journalled)
        replayed, facts = outcome.state, facts + outcome.facts
    assert replayed == call.state
    assert facts == call.facts
