"""A call that happened, as the runtime leaves it behind."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import orjson
import pytest

from talkif_compiler.pipeline import compile_flow
from talkif_schemas import events
from talkif_schemas.canonical import artifact_bytes, digest
from tests.api.conftest import Account, owner

ENTRY = "flows/desk.yaml"
FLOW = """\
schema: talkif.flow/v1
flow: desk
outcomes: [done]
start: greet
nodes:
  greet: {type: say, text: "Hello & welcome.", next: bye}
  bye: {type: end, say: "Goodbye.", outcome: done}
"""
JOURNAL: tuple[events.Event, ...] = (
    events.NodeEntered(at_ms=0, node="greet", visit=1),
    events.BotSpoke(at_ms=0, utterance=1, node="greet", text="Hello & welcome.", interruptible=True, request=None),
    events.SpeechBegan(at_ms=40, utterance=1, tts_ms=0),
    events.SpeechPlayed(at_ms=1_040, utterance=1),
    events.UtteranceHeard(at_ms=2_600, text="Thanks, bye.", confidence=0.9, stt_ms=200, speech_end_ms=2_400),
    events.EdgeTaken(
        at_ms=2_600, node="greet", kind="always", to="bye", reason="", confidence=None, took_ms=0, handler=False
    ),
    events.NodeEntered(at_ms=2_600, node="bye", visit=1),
    events.BotSpoke(at_ms=2_600, utterance=2, node="bye", text="Goodbye.", interruptible=True, request=None),
    events.SpeechBegan(at_ms=3_661_000, utterance=2, tts_ms=80),
    events.SpeechPlayed(at_ms=3_661_900, utterance=2),
    events.CallEnded(at_ms=3_662_000, reason="bot_ended", outcome="done", disposition=None, outputs={"topic": "x"}),
)


@dataclass(frozen=True)
class Past:
    """Calls of an account."""

    account: Account
    flow_id: str
    digest: str

    async def call(
        self,
        call_id: str,
        *,
        status: str = "completed",
        direction: str = "inbound",
        numbers: tuple[str, str] = ("+14155550100", "+14155550101"),
        minutes_ago: int = 0,
        recording_key: str | None = None,
        journal: tuple[events.Event, ...] = JOURNAL,
    ) -> str:
        async with owner(self.account.dsn) as connection:
            await connection.execute(
                """
                INSERT INTO calls (call_id, account_id, direction, from_number, to_number, flow_id, environment,
                                   version, digest, carrier, carrier_call_id, status, outcome, outputs, created_at,
                                   answered_at, ended_at, recording_key, recording_ms)
                SELECT %(id)s, %(account)s, %(direction)s, %(from)s, %(to)s, %(flow)s, 'production', '1.0.0',
                       %(digest)s, 'twilio', %(id)s, %(status)s, 'done', '{"topic": "x"}', moment, moment,
                       moment + interval '3662 seconds', %(recording)s, 3662000
                FROM (SELECT now() - make_interval(mins => %(ago)s) AS moment) AS times
                """,
                {
                    "id": call_id, "account": self.account.account_id, "direction": direction, "from": numbers[0],
                    "to": numbers[1], "flow": self.flow_id, "digest": self.digest, "status": status,
                    "ago": minutes_ago, "recording": recording_key,
                },
            )  # fmt: skip
            for seq, event in enumerate(journal):
                name, data = events.encode(event)
                await connection.execute(
                    "INSERT INTO call_events (call_id, account_id, seq, at_ms, name, data) VALUES (%s,%s,%s,%s,%s,%s)",
                    (call_id, self.account.account_id, seq, event.at_ms, name, orjson.dumps(data).decode()),
                )
        return call_id


@pytest.fixture
async def past(account: Account, compiler: None, files_folder: Path) -> Past:
    files = {ENTRY: FLOW}
    artifact = compile_flow(files, ENTRY).artifact
    assert artifact is not None
    address = digest(artifact_bytes(artifact))
    flow = (await account.post("/flows", {"slug": "desk", "name": "Desk"})).json()
    body = {"source": {"entry": ENTRY, "files": files}, "digest": address}
    published = await account.post(f"/flows/{flow['id']}/publish", body)
    assert published.status_code == 201, published.text
    return Past(account, flow["id"], address)
