"""Whoever calls is known: what the account stores about the caller's number reaches what the agent says."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from psycopg.types.json import Jsonb

from talkif_runtime.phone import WaitForQuiet
from talkif_schemas.ids import new_contact_id
from tests.e2e.head import HEAD
from tests.e2e.test_phone_call import line
from tests.vendors.deepgram_server import DeepgramServer
from tests.vendors.elevenlabs_server import ElevenLabsServer

FLOW = (
    HEAD
    + """\
settings: {max_call: 5m, idle: {after: 60s, prompts: ["Hello?"], then: bye}}
outcomes: [done]
start: bye
nodes:
  bye:
    type: end
    say: 'Hello {{default contact.firstName "there"}}, stage {{default contact.customFields.dealStage "unknown"}}.'
    outcome: done
"""
)

#: First name, phone, account, changed how many days ago, deleted.
OTHERS = [
    ("Old", "+14155551234", "own", 2, False),
    ("Deleted", "+14155551234", "own", 0, True),
    ("Neighbour", "+14155551235", "own", 0, False),
    ("Foreign", "+14155551234", "other", 0, False),
]


@pytest.mark.parametrize(("known", "said"), [(True, "Hello Sarah, stage won."), (False, "Hello there, stage unknown.")])
async def test_the_agent_knows_who_calls(database: str, tmp_path: Path, known: bool, said: str) -> None:
    people = [*OTHERS, ("Sarah", "+14155551234", "own", 1, False)] if known else OTHERS[1:]
    async with line(database, tmp_path, stt=DeepgramServer(), tts=ElevenLabsServer(), source=FLOW) as opened:
        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute("INSERT INTO accounts (account_id, name) VALUES ('account_other', 'Other')")
            for name, phone, whose, days, deleted in people:
                connection.execute(
                    """
                    INSERT INTO contacts
                      (contact_id, account_id, first_name, phone, custom_fields, updated_at, deleted_at)
                    VALUES (%s, %s, %s, %s, %s, now() - make_interval(days => %s), CASE WHEN %s THEN now() END)
                    """,
                    (
                        new_contact_id(),
                        opened.seeded.account_id if whose == "own" else "account_other",
                        name,
                        phone,
                        Jsonb({"dealStage": "won"}),
                        days,
                        deleted,
                    ),
                )
        report = await opened.call(WaitForQuiet())
        assert report.error is None
    spoken = opened.rows("SELECT data ->> 'text' AS text FROM call_events WHERE data ->> 'text' IS NOT NULL")
    assert said in [row["text"] for row in spoken]
