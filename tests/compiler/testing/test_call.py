"""Whatever the flow and whoever acts, the made-up line comes to rest, and time never goes back."""

from __future__ import annotations

from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st

from talkif_compiler.testing.call import ScriptedCall
from talkif_compiler.testing.mocks import Mocks
from talkif_runtime.dialogue.program import Program
from talkif_schemas.events import CallStarted, DtmfPressed, HungUp, LlmAnswered, SpeechStarted, UtteranceHeard
from tests.runtime.session.random_flows import NODES, programs

_ACTS = st.sampled_from(["words", "cut in", "key", "silence", "answer", "choose", "hang up"])


def act(call: ScriptedCall, what: str) -> None:
    at_ms = call.at_ms
    if what == "silence":
        call.wait(30_000)
    elif what == "hang up":
        call.happen(HungUp(at_ms=at_ms, by="caller", reason=""))
    elif what == "key":
        call.happen(DtmfPressed(at_ms=at_ms, digit="1"))
    elif what in ("words", "cut in"):
        if what == "cut in" and call.is_speaking:
            call.half_heard()
        call.happen(SpeechStarted(at_ms=call.at_ms))
        call.happen(UtteranceHeard(at_ms=call.at_ms, text="yes", confidence=1.0, stt_ms=0, speech_end_ms=call.at_ms))
    elif call.asked is not None:
        call.answer(
            LlmAnswered(
                at_ms=at_ms,
                request=call.asked.request,
                text="Well.",
                choice=NODES[0] if what == "choose" else None,
                confidence=None,
                reason="",
                tool_calls=(),
                first_token_ms=1,
                total_ms=1,
                provider="x",
                model="x",
                prompt_tokens=0,
                completion_tokens=0,
            )
        )


@limits(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(programs, st.lists(_ACTS, max_size=12))
def test_it_comes_to_rest(program: Program, acts: list[str]) -> None:
    started = CallStarted(
        at_ms=0,
        call={"id": "call_1", "direction": "inbound", "from": "+1", "to": "+2", "metadata": {}},
        contact={},
        account={"name": "Acme"},
        campaign={},
        inputs={},
        system={"now": "2026-03-02T09:00:00+00:00", "date": "2026-03-02", "time": "09:00"},
    )
    call = ScriptedCall(program, started, Mocks({"find": {"a": 1}}))
    for what in acts:
        before_ms = call.at_ms
        call.settle()
        assert call.is_over or not call.is_speaking
        act(call, what)
        assert call.at_ms >= before_ms
    call.settle()
    asked, ringing = call.asked is not None, call.state.phase == "transferring"
    assert call.is_over or asked or ringing or call.state.timers & {"silence"}, (call.state.phase, call.state.node)
