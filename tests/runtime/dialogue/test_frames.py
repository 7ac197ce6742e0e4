"""Flows inside flows: whose names hold, what comes back, and how a call ends in the middle of one."""

from __future__ import annotations

from typing import Any

from talkif_runtime.dialogue.commands import HangUp
from talkif_runtime.dialogue.frames import MAX_DEPTH
from talkif_schemas.artifact import (
    AgentNode,
    Artifact,
    Edge,
    EndNode,
    Handler,
    HangupNode,
    Idle,
    JumpNode,
    SayNode,
    SetNode,
    SubflowNode,
    TransferNode,
)
from talkif_schemas.events import CallEnded, ConditionFailed, HungUp, NodeEntered, TransferFinished, VariableSet
from talkif_schemas.types import InputSpec, TypeSpec
from tests.runtime.session.flows import END, Conversation, collect, compiled, flow, go, on, settings, text

STRING = TypeSpec(type="string")


def run(flow_id: str, edges: tuple[Edge, ...], **fields: Any) -> SubflowNode:
    return SubflowNode(type="subflow", flow=flow_id, edges=edges, **fields)


def exits(**targets: str) -> tuple[Edge, ...]:
    return tuple(Edge(kind="on", event=f"exit:{name}", to=to) for name, to in targets.items())


def asking(**facts: Any) -> Artifact:
    """A sub-flow that asks for an order number."""
    nodes = {
        "ask": collect(),
        "end": EndNode(type="end", say=text("Got {{order_id}}."), outcome="known"),
        "sorry": EndNode(type="end", outcome="unknown"),
        "help": SayNode(type="say", text=(text("It is on the bill of {{shop}}."),), interruptible=True),
    }
    fields: dict[str, Any] = {
        "inputs": {"shop": InputSpec(type="string", default="Acme"), "greeting": InputSpec(type="string")},
        "variables": {"order_id": STRING},
        "outputs": ("order_id",),
    }
    return compiled("asking", "ask", nodes, **fields | facts)


def outer(inner: Artifact, **facts: Any) -> Any:
    inputs, outputs = {"greeting": "'Hi ' + vars.who"}, {"order": "order_id"}
    node = run("asking", exits(known="thanks", unknown="end"), inputs=inputs, outputs=outputs)
    nodes = {
        "start": SetNode(type="set", assign={"who": "'Ana'"}, edges=go("order")),
        "order": node,
        "thanks": EndNode(type="end", say=text("Thanks {{who}}, {{order}}."), outcome="done"),
        "end": END,
    }
    fields: dict[str, Any] = {"variables": {"who": STRING, "order": STRING}, "flows": (inner,), "outputs": ("order",)}
    return flow("start", facts.pop("nodes", nodes), **fields | facts)


class TestSubflow:
    def test_an_input_that_does_not_fit_is_left_out(self) -> None:
        shop = InputSpec(type="enum", values=("Acme", "Bolt"), default="Acme")
        inner = asking(inputs={"shop": shop, "greeting": InputSpec(type="string")})
        node = run("asking", exits(known="end", unknown="end"), inputs={"shop": "vars.who", "greeting": "vars.who"})
        for name, shown in (("bolt", "Bolt"), ("Ana", "Acme")):
            start = SetNode(type="set", assign={"who": f"'{name}'"}, edges=go("order"))
            call = Conversation(outer(inner, nodes={"start": start, "order": node, "end": END}))
            assert call.state.inputs == {"shop": shown, "greeting": name}

    def test_it_has_its_own_names_and_comes_back_with_outputs_and_an_exit(self) -> None:
        call = Conversation(outer(asking()))
        assert (call.state.vars, call.state.inputs) == ({}, {"shop": "Acme", "greeting": "Hi Ana"})
        call.say("one two three four five six")
        assert call.spoken == ["Got 123456.", "Thanks Ana, 123456."]
        assert call.state.vars == {"who": "Ana", "order": "123456"}
        assert "exit:known" in call.reasons
        call.hear_all()
        call.send(HungUp(at_ms=call.later(), by="server", reason=""))
        ended = call.facts[-1]
        assert isinstance(ended, CallEnded)
        assert (ended.outcome, ended.outputs) == ("done", {"order": "123456"})

    def test_the_journal_says_in_which_flow_things_came_about(self) -> None:
        call = Conversation(outer(asking()))
        call.say("one two three four five six")
        entered = [(fact.flow, fact.node) for fact in call.facts if isinstance(fact, NodeEntered)]
        assert entered == [(None, "start"), (None, "order"), ("asking", "ask"), ("asking", "end"), (None, "thanks")]
        filled = [(fact.flow, fact.name) for fact in call.facts if isinstance(fact, VariableSet)]
        assert filled == [(None, "who"), ("asking", "order_id"), (None, "order")]

    def test_an_end_without_outcome_is_the_exit_done(self) -> None:
        inner = compiled("quiet", "end", {"end": EndNode(type="end")})
        nodes = {"start": run("quiet", exits(done="end")), "end": END}
        assert Conversation(flow("start", nodes, flows=(inner,))).path == ["start", "end", "end"]

    def test_an_exit_that_no_edge_takes_ends_the_call_with_an_error(self) -> None:
        inner = compiled("quiet", "end", {"end": EndNode(type="end", outcome="odd")})
        call = Conversation(flow("start", {"start": run("quiet", exits(done="end")), "end": END}, flows=(inner,)))
        assert isinstance(call.commands[-1], HangUp)
        assert "exit:odd" in call.commands[-1].reason

    def test_handlers_of_the_flow_itself_hold_in_it_and_those_around_it_do_not(self) -> None:
        handlers = (Handler(kind="on", event="dtmf:9", to="help", returns=True),)
        outside = (Handler(kind="on", event="dtmf:0", to="end"),)
        call = Conversation(outer(asking(handlers=handlers), handlers=outside))
        call.press("9")
        call.fire("digits")
        assert call.spoken == ["It is on the bill of Acme.", "Which order?"]
        call.press("0")
        call.fire("digits")
        assert call.state.node == "ask"

    def test_idle_prompts_are_its_own(self) -> None:
        idle = Idle(after_ms=1_000, prompts=(text("Inner?"),), then="end")
        nodes = {
            "talk": AgentNode(type="agent", prompt=text("x"), greeting=text("Hi."), interruptible=True),
            "end": END,
        }
        inner = compiled("inner", "talk", nodes, settings=settings(idle))
        call = Conversation(flow("start", {"start": run("inner", exits(done="end")), "end": END}, flows=(inner,)))
        call.hear_all()
        call.fire("silence")
        assert call.spoken == ["Inner?"]

    def test_models_get_its_prompt_its_tools_and_its_vendors(self) -> None:
        nodes = {"talk": AgentNode(type="agent", prompt=text("Be {{mood}}."), interruptible=True)}
        inner = compiled("inner", "talk", nodes, prompt=text("Inner."), inputs={"mood": InputSpec(type="string")})
        start = run("inner", (), inputs={"mood": "'kind'"})
        asked = Conversation(flow("start", {"start": start}, flows=(inner,))).asked
        assert asked.prompt.system == "Inner.\n\nBe kind."
        assert asked.services == inner.services

    def test_an_input_that_cannot_be_evaluated_keeps_its_default_and_is_on_record(self) -> None:
        start = run("asking", (), inputs={"shop": "vars.who + '!'"})
        call = Conversation(flow("start", {"start": start}, variables={"who": STRING}, flows=(asking(),)))
        assert call.state.inputs == {"shop": "Acme"}
        assert any(isinstance(fact, ConditionFailed) for fact in call.facts)

    def test_a_flow_that_runs_itself_ends_with_an_error(self) -> None:
        inner = compiled("again", "more", {"more": run("again", exits(done="end")), "end": END})
        call = Conversation(flow("start", {"start": run("again", ())}, flows=(inner,)))
        assert call.path.count("more") == MAX_DEPTH
        assert isinstance(call.commands[-1], HangUp)
        assert str(MAX_DEPTH) in call.commands[-1].reason


class TestLeavingTheCallFromInside:
    def test_hangup_ends_it_for_all(self) -> None:
        inner = compiled("inner", "cut", {"cut": HangupNode(type="hangup")})
        call = Conversation(flow("start", {"start": run("inner", exits(done="end")), "end": END}, flows=(inner,)))
        assert call.path == ["start", "cut"]
        assert call.commands[-1] == HangUp("bot_ended")

    def test_every_flow_may_say_what_it_means_that_the_caller_hung_up(self) -> None:
        left = (Handler(kind="on", event="hangup", to="left"),)
        nodes = {"order": run("asking", exits(known="left")), "left": EndNode(type="end", outcome="abandoned")}
        call = Conversation(flow("order", nodes, handlers=left, flows=(asking(),)))
        call.send(HungUp(at_ms=call.later(), by="caller", reason=""))
        ended = call.facts[-1]
        assert isinstance(ended, CallEnded)
        assert (ended.reason, ended.outcome) == ("caller_hung_up", "abandoned")

    def test_a_transfer_that_goes_through_ends_it_with_the_outcome_of_the_flow_around(self) -> None:
        human = TransferNode(type="transfer", to=(text("+14155550123"),), ring_ms=1_000, edges=on(success="end"))
        inner = compiled("inner", "human", {"human": human, "end": EndNode(type="end", outcome="handed_over")})
        nodes = {"start": run("inner", exits(handed_over="end")), "end": EndNode(type="end", outcome="escalated")}
        call = Conversation(flow("start", nodes, flows=(inner,)))
        call.send(TransferFinished(at_ms=call.later(), status="completed"))
        ended = call.facts[-1]
        assert isinstance(ended, CallEnded)
        assert (ended.reason, ended.outcome) == ("transferred", "escalated")


class TestJump:
    def start(self, **fields: Any) -> dict[str, Any]:
        return {
            "talk": AgentNode(
                type="agent", prompt=text("x"), greeting=text("Hi."), interruptible=True,
                edges=(Edge(kind="when", when="wants sales", to="go"),),
            ),
            "go": JumpNode(type="jump", flow="sales", **fields),
        }  # fmt: skip

    def sales(self) -> Artifact:
        nodes = {
            "talk": AgentNode(type="agent", prompt=text("Sell {{what}}."), interruptible=True),
            "end": END,
        }
        return compiled("sales", "talk", nodes, inputs={"what": InputSpec(type="string")})

    def jumped(self, **fields: Any) -> Conversation:
        call = Conversation(flow("talk", self.start(**fields), flows=(self.sales(),)))
        call.say("who are you")
        call.answer(says="A machine.")
        call.say("I want to buy")
        call.answer(choose="go")
        return call

    def test_models_go_on_seeing_all_of_the_dialogue_or_the_last_turn_or_nothing(self) -> None:
        seen = {
            context: [message.text for message in self.jumped(context=context).asked.prompt.messages]
            for context in ("all", "last", "none")
        }
        assert seen == {
            "all": ["Hi.", "who are you", "A machine.", "I want to buy"],
            "last": ["I want to buy"],
            "none": [],
        }

    def test_inputs_are_given_and_there_is_no_way_back(self) -> None:
        call = self.jumped(inputs={"what": "last.utterance"})
        assert call.asked.prompt.system == "Sell I want to buy."
        assert (call.state.flow, call.state.frames) == ("sales", ())

    def test_to_the_flow_of_the_call_itself_starts_it_anew(self) -> None:
        nodes = self.start()
        nodes["go"] = JumpNode(type="jump", flow="test")
        call = Conversation(flow("talk", nodes, variables={"x": STRING}))
        call.say("again")
        call.answer(choose="go")
        assert call.path == ["talk", "go", "talk"]
        assert call.state.flow is None

    def test_inside_a_sub_flow_it_takes_its_place_and_what_both_put_out_comes_back(self) -> None:
        def setting(flow_id: str, name: str, value: str, last: Any) -> Artifact:
            nodes = {"set": SetNode(type="set", assign={name: value}, edges=go("last")), "last": last}
            return compiled(flow_id, "set", nodes, variables={name: STRING}, outputs=(name,))

        first = setting("first", "a", "'1'", JumpNode(type="jump", flow="second"))
        second = setting("second", "b", "'2'", EndNode(type="end"))
        nodes = {"start": run("first", exits(done="end"), outputs={"x": "a", "y": "b"}), "end": END}
        call = Conversation(flow("start", nodes, variables={"x": STRING, "y": STRING}, flows=(first, second)))
        assert call.state.vars == {"x": "1", "y": "2"}
