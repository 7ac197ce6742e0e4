from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from talkif_runtime.dialogue.commands import (
    CancelModel,
    HangUp,
    StartTimer,
    StopSpeaking,
)
from talkif_runtime.dialogue.state import State
from talkif_runtime.session import machine
from talkif_schemas.artifact import (
    AgentNode,
    Edge,
    EndNode,
    Handler,
    Idle,
    SayNode,
    SetNode,
)
from talkif_schemas.events import (
    INPUTS,
    CallEnded,
    DtmfPressed,
    Event,
    HungUp,
    LlmFailed,
    SpeechInterrupted,
    SpeechStarted,
    TimerFired,
    UtteranceHeard,
)
from talkif_schemas.types import TypeSpec
from tests.runtime.session.flows import END, Conversation, agent_flow, collect, flow, go, on, text


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


def test_a_handler_that_returns_goes_where_its_node_leads() -> None:
    nodes = {
        "ask": collect(),
        "help": SayNode(type="say", text=(text("It is on the receipt."),), interruptible=True, edges=go("end")),
        "sorry": END,
        "end": END,
    }
    handlers = (Handler(kind="on", event="dtmf:9", to="help", returns=True),)
    call = Conversation(flow("ask", nodes, variables={"order_id": TypeSpec(type="string")}, handlers=handlers))
    call.press("9")
    call.fire("digits")
    assert call.path == ["ask", "help", "end"]


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
