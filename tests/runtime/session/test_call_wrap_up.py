"""A live call after the caller has hung up: the flow goes on, and nothing is said or heard any more."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from talkif_runtime.session.wrap_up import WRAP_UP_MS
from talkif_runtime.tool_client import ToolResult
from talkif_schemas.artifact import Edge, EndNode, Handler, HttpNode, HttpRequest, SayNode
from tests.runtime.session.flows import END, collect, flow, on, text
from tests.runtime.session.test_call import LOUD, Studio, play

#: In a `collect`; after a hangup the desk is told, which takes as long as a test says.
_NODES = {
    "ask": collect(),
    "sorry": END,
    "end": END,
    "bye": SayNode(type="say", text=(text("Bye."),), interruptible=True, edges=(Edge(kind="always", to="tell"),)),
    "tell": HttpNode(
        type="http",
        request=HttpRequest(method="POST", url=text("https://crm.example.com/"), timeout_ms=5_000, retries=0),
        edges=on(success="left", failure="left"),
    ),
    "left": EndNode(type="end", outcome="abandoned"),
}
PROGRAM = flow("ask", _NODES, handlers=(Handler(kind="on", event="hangup", to="bye"),))


class Desk(Studio):
    """Its requests take `answer_s`."""

    def __init__(self, answer_s: float) -> None:
        super().__init__(PROGRAM)
        self.off_line_at: list[float] = []
        loop = asyncio.get_running_loop()

        async def send(_call_id: str, command: Any) -> ToolResult:
            self.world.sent.append((loop.time() - self.began_at, command))
            await asyncio.sleep(answer_s)
            return ToolResult("success", "ok", None)

        self.world.send = send  # type: ignore[method-assign]
        self.began_at = loop.time()
        self.off_line = lambda: self.off_line_at.append(loop.time() - self.began_at)


def test_the_request_is_sent_and_the_call_ends_behind_it() -> None:
    async def main() -> None:
        desk = Desk(answer_s=3.0)
        open_then: list[bool] = []
        result = await desk.run(
            (4.0, lambda: desk.call.hung_up("caller", "stop")),
            (5.9, lambda: open_then.extend([desk.stt[0].streams[0].open, desk.tts[0].streams[0].open])),
            (5.9, lambda: open_then.append(not desk.phone.closed)),
        )
        assert result.ended is not None
        assert (result.ended.reason, result.ended.outcome) == ("caller_hung_up", "abandoned")
        assert [round(at, 1) for at, _ in desk.world.sent] == [pytest.approx(4.0, abs=0.3)]
        assert open_then == [False, False, False]
        assert desk.off_line_at == [pytest.approx(4.0, abs=0.1)]
        assert result.wrap_up_ms == pytest.approx(3_000, abs=300)
        assert desk.said() == ["Which order?"]
        names = desk.names()
        assert names[names.index("HungUp") :] == [
            "HungUp", "LineMeasured", "EdgeTaken", "NodeEntered", "EdgeTaken", "NodeEntered", "ActRequested",
            "ToolFinished", "EdgeTaken", "NodeEntered", "CallEnded",
        ]  # fmt: skip
        assert [seq for seq, _, _ in desk.journal.rows] == list(range(len(names)))

    play(main())


def test_the_recording_ends_with_the_line() -> None:
    async def main() -> None:
        desk = Desk(answer_s=5.0)
        heard = [(0.5 + number * 0.02, lambda: desk.call.hear(LOUD)) for number in range(300)]
        result = await desk.run(*heard, (4.0, lambda: desk.call.hung_up("caller", "stop")))
        assert result.recording is not None
        assert len(result.recording._caller) == pytest.approx(3_500 * 8, abs=400)

    play(main())


def test_a_request_that_hangs_does_not_hold_the_call_for_ever() -> None:
    async def main() -> None:
        desk = Desk(answer_s=3_600.0)
        result = await desk.run((4.0, lambda: desk.call.hung_up("caller", "stop")))
        assert result.ended is not None
        assert (result.ended.reason, result.ended.outcome) == ("caller_hung_up", None)
        assert result.wrap_up_ms == pytest.approx(WRAP_UP_MS, abs=1_000)

    play(main())


def test_a_process_that_cannot_wait_any_longer_ends_it() -> None:
    async def main() -> None:
        desk = Desk(answer_s=10.0)
        result = await desk.run(
            (4.0, lambda: desk.call.hung_up("server", "shutdown")),
            (6.0, lambda: desk.call.hung_up("server", "shutdown")),
        )
        assert result.ended is not None
        assert result.ended.reason == "error"
        assert result.wrap_up_ms == pytest.approx(2_000, abs=300)
        assert desk.names().count("LineMeasured") == 1

    play(main())
