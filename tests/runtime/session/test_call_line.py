"""What a call does for nodes that act on the line: recordings, keys, beeps, text messages, transfers."""

from __future__ import annotations

import io
import wave
from typing import Any

from talkif_runtime.bindings import Bindings
from talkif_runtime.dialogue.commands import SendText
from talkif_runtime.wire import g711
from talkif_runtime.wire.tones import key_tones
from talkif_schemas.artifact import (
    DtmfNode,
    EndNode,
    MessageNode,
    NumberRef,
    PlayNode,
    RecordNode,
    SayNode,
    TransferNode,
    VoicemailNode,
)
from talkif_schemas.events import DtmfPressed
from tests.runtime.session.flows import flow, go, on, order_flow, text
from tests.runtime.session.test_beep import tone
from tests.runtime.session.test_call import RECORDING, Studio, play

END = EndNode(type="end")


def playing(url: str, *, times: int = 1) -> Any:
    node = PlayNode(type="play", audio=text(url), loop=times, interruptible=True, edges=go("end"))
    return flow("play", {"play": node, "end": EndNode(type="end", say=text("Goodbye."))})


def test_a_recording_is_heard_to_its_end_as_often_as_the_flow_says() -> None:
    async def main() -> None:
        studio = Studio(playing("https://cdn.example/hold.wav", times=3))
        result = await studio.run()
        spoken_ms = sum(60 * len(entry) for entry in studio.said())
        assert studio.phone.audio_ms == 3 * g711.duration_ms(RECORDING) + spoken_ms
        assert result.ended is not None
        assert result.ended.reason == "bot_ended"

    play(main())


def test_a_recording_that_cannot_be_fetched_is_on_record_and_the_flow_goes_on() -> None:
    async def main() -> None:
        studio = Studio(playing("https://cdn.example/missing.wav"))
        result = await studio.run()
        failed = next(data for _, name, data in studio.journal.rows if name == "AudioFailed")
        assert (failed["url"], failed["error"]) == ("https://cdn.example/missing.wav", "HTTP 404")
        assert studio.said() == ["Goodbye."]
        assert result.ended is not None
        assert result.ended.reason == "bot_ended"

    play(main())


def test_a_caller_who_speaks_into_a_recording_stops_it() -> None:
    async def main() -> None:
        studio = Studio(playing("https://cdn.example/hold.wav", times=100))
        await studio.run((1.5, lambda: studio.stt[0].streams[0].hear("hello")))
        assert studio.phone.cleared == 1
        assert studio.phone.audio_ms < 3_000

    play(main())


def test_keys_are_tones_on_the_line() -> None:
    async def main() -> None:
        sent: list[bytes] = []
        node = DtmfNode(type="dtmf", digits=text("1w2"), edges=go("end"))
        studio = Studio(flow("press", {"press": node, "end": END}))
        original = studio.phone.send_audio
        studio.phone.send_audio = lambda audio: (sent.append(audio), original(audio))[1]  # type: ignore[method-assign]
        await studio.run()
        assert b"".join(sent) == key_tones("1w2")

    play(main())


def recorded(result: Any) -> bytes:
    """Our side of the recording, as mu-law."""
    with wave.open(io.BytesIO(result.recording.wav())) as file:
        frames = file.readframes(file.getnframes())
    return g711.encode(b"".join(frames[place + 2 : place + 4] for place in range(0, len(frames), 4)))


def test_a_key_pressed_before_the_conversation_opens_comes_after_its_start() -> None:
    async def main() -> None:
        studio = Studio(order_flow())
        studio.call.dispatch(DtmfPressed(at_ms=0, digit="4"))
        await studio.run((1.0, lambda: studio.call.hung_up("caller", "stop")))
        assert [name for name in studio.names() if name in {"CallStarted", "DtmfPressed"}] == [
            "CallStarted",
            "DtmfPressed",
        ]

    play(main())


def test_what_is_said_in_a_pause_is_not_in_the_recording() -> None:
    async def main() -> None:
        nodes = {
            "one": SayNode(type="say", text=(text("Hello there."),), interruptible=True, edges=go("hear")),
            "hear": RecordNode(type="record", action="resume", edges=go("pause")),
            "pause": RecordNode(type="record", action="pause", edges=go("two")),
            "two": SayNode(type="say", text=(text("This is secret."),), interruptible=True, edges=go("on")),
            "on": RecordNode(type="record", action="resume", edges=go("bye")),
            "bye": EndNode(type="end", say=text("Bye bye.")),
        }
        studio = Studio(flow("one", nodes))
        result = await studio.run()
        audio = recorded(result)
        quiet = [place for place in range(0, len(audio) - 160, 160) if not g711.is_loud(audio[place : place + 160])]
        assert len(audio) == studio.phone.audio_ms * 8, "a pause takes its time in the file"
        assert abs(len(quiet) * 20 - 60 * len("This is secret.")) <= 40
        states = [data["state"] for _, name, data in studio.journal.rows if name == "RecordingSwitched"]
        assert states == ["on", "paused", "on"]

    play(main())


def test_a_call_that_was_never_recorded_has_no_recording() -> None:
    async def main() -> None:
        node = RecordNode(type="record", action="stop", edges=go("end"))
        program = flow("stop", {"stop": node, "end": END})
        settings = program.artifact.settings.model_copy(update={"recording": False})
        object.__setattr__(program.artifact, "settings", settings)
        assert (await Studio(program).run()).recording is None

    play(main())


def test_the_message_is_left_when_the_beep_is_over() -> None:
    async def main() -> None:
        nodes = {
            "leave": VoicemailNode(type="voicemail", message=text("Call us."), edges=on(done="end")),
            "end": END,
        }
        studio = Studio(flow("leave", nodes))
        heard = tone(700, 1_100, duration_ms=2_000) + tone(1_000, duration_ms=500) + g711.silence(3_000)
        frames = [heard[place : place + 160] for place in range(0, len(heard), 160)]
        acts = [
            (0.5 + 0.02 * number, lambda frame=frame: studio.call.hear(frame)) for number, frame in enumerate(frames)
        ]
        await studio.run(*acts)
        at_ms = {name: data["at_ms"] for _, name, data in studio.journal.rows}
        assert 3_000 <= at_ms["BeepHeard"] <= 3_060
        assert at_ms["BotSpoke"] == at_ms["BeepHeard"]
        assert studio.names()[-1] == "CallEnded"

    play(main())


def test_frames_that_the_carrier_never_got_are_on_record_as_lost() -> None:
    async def main() -> None:
        nodes = {
            "leave": VoicemailNode(type="voicemail", message=text("Call us."), edges=on(done="end")),
            "end": END,
        }
        studio = Studio(flow("leave", nodes))
        frame = g711.silence(20)
        numbers = [number for number in range(50) if number not in (7, 8, 30)]
        acts = [(0.5 + 0.02 * number, lambda at_ms=number * 20: studio.call.hear(frame, at_ms)) for number in numbers]
        await studio.run(*acts)
        (line,) = [data for _, name, data in studio.journal.rows if name == "LineMeasured"]
        assert (line["frames"], line["lost_frames"]) == (47, 3)

    play(main())


def test_the_way_to_the_carrier_is_on_record_with_the_line() -> None:
    async def main() -> None:
        nodes = {
            "leave": VoicemailNode(type="voicemail", message=text("Call us."), edges=on(done="end")),
            "end": END,
        }
        studio = Studio(flow("leave", nodes))
        studio.phone.away_ms = 60
        await studio.run()
        (line,) = [data for _, name, data in studio.journal.rows if name == "LineMeasured"]
        assert line["round_trip_ms"] == 60

    play(main())


def test_a_text_message_goes_out_after_it_is_on_record() -> None:
    async def main() -> None:
        node = MessageNode(type="message", to=NumberRef(number="desk"), text=text("Hi"), edges=on(success="end"))
        studio = Studio(flow("sms", {"sms": node, "end": END}))
        written: list[str] = []
        original = studio.world.send

        async def send(call_id: str, command: Any) -> Any:
            written.extend(studio.names())
            return await original(call_id, command)

        studio.world.send = send  # type: ignore[method-assign]
        await studio.run()
        assert studio.world.sent == [SendText(1, "call_1:1", NumberRef(number="desk"), "+2", "Hi")]
        assert "ActRequested" in written

    play(main())


def transfer() -> Any:
    node = TransferNode(
        type="transfer", to=(NumberRef(number="desk"),), ring_ms=20_000, edges=on(failure="sorry", success="end")
    )
    nodes = {"human": node, "sorry": EndNode(type="end", say=text("Nobody is there.")), "end": END}
    program = flow("human", nodes)
    object.__setattr__(program.artifact, "numbers", ("desk",))
    return program


def test_a_transfer_to_a_number_that_is_not_bound_fails_without_leaving_the_line() -> None:
    async def main() -> None:
        studio = Studio(transfer())
        result = await studio.run()
        assert studio.names()[:2] == ["CallStarted", "BindingMissing"]
        assert studio.journal.rows[1][2] == {"at_ms": 0, "kind": "number", "name": "desk"}
        assert studio.said() == ["Nobody is there."]
        assert result.transfer is None

    play(main())


def test_a_transfer_to_a_bound_number_ends_our_side() -> None:
    async def main() -> None:
        studio = Studio(transfer(), bindings=Bindings(numbers={"DESK": "+14155550123"}))
        result = await studio.run()
        assert (result.ended, studio.names()[-2:]) == (None, ["ActRequested", "LineMeasured"])
        assert result.transfer is not None

    play(main())
