"""Bodies that arrive slowly, late or never: who has no key is not waited for, and nobody is waited for without end."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest
from starlette.types import Message

from talkif_api.kit import arrival
from tests.api.conftest import Account

LARGE = 200_000
UNKNOWN = "tif_live_" + "x" * 32


@dataclass
class Sender:
    """A client that sends a request piece by piece."""

    account: Account
    key: str
    pieces: Iterable[bytes]
    then: str = "silence"
    """What comes after the pieces: `silence`, `end`, or `gone`."""
    announced: int | None = None
    """Bytes; None: the client does not say how many it will send."""
    asked_for: int = 0
    answer: list[Message] = field(default_factory=list)

    async def receive(self) -> Message:
        self.asked_for += 1
        for piece in self.pieces:
            return {"type": "http.request", "body": piece, "more_body": True}
        if self.then == "silence":
            await asyncio.Event().wait()
        return {"type": "http.disconnect"} if self.then == "gone" else {"type": "http.request", "body": b""}

    async def send(self, message: Message) -> None:
        self.answer.append(message)

    async def answered(self) -> tuple[int, dict[str, Any]]:
        length = (
            (b"transfer-encoding", b"chunked")
            if self.announced is None
            else (b"content-length", str(self.announced).encode())
        )
        path = f"/api/v1/accounts/{self.account.account_id}/contacts"
        scope = {
            "type": "http",
            "method": "POST",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": [
                (b"authorization", f"Bearer {self.key}".encode()),
                (b"content-type", b"application/json"),
                length,
            ],
            "client": ("203.0.113.7", 1),
            "server": ("api.test", 80),
            "scheme": "http",
        }
        self.pieces = iter(self.pieces)
        await asyncio.wait_for(self.account.app(scope, self.receive, self.send), 30)
        start, body = self.answer
        return start["status"], orjson.loads(body["body"])


async def errors(account: Account) -> int:
    (key,) = (await account.get("/api-keys")).json()["apiKeys"]
    usage = (await account.get(f"/api-keys/{key['id']}/usage")).json()
    return sum(day["errors"] for day in usage["days"])


@pytest.mark.parametrize("announced", [LARGE, None])
async def test_a_large_body_is_not_read_before_its_key_is_known(account: Account, announced: int | None) -> None:
    sender = Sender(account, UNKNOWN, [b"{"], announced=announced)
    status, problem = await sender.answered()
    assert (status, problem["code"], sender.asked_for) == (401, "unauthorized", 0)


@pytest.mark.parametrize("announced", [LARGE, 20, None])
async def test_nobody_is_waited_for_without_end(
    account: Account, monkeypatch: pytest.MonkeyPatch, announced: int | None
) -> None:
    monkeypatch.setattr(arrival, "BODY_S", 0.05)
    status, problem = await Sender(account, account.key, [b"{"], announced=announced).answered()
    assert (status, problem["code"]) == (400, "malformed_body")
    assert "0.05 seconds" in problem["detail"]
    assert await errors(account) == 1
    status, _ = await Sender(account, UNKNOWN, [b"{"], announced=announced).answered()
    assert status == 401


@pytest.mark.parametrize("announced", [LARGE, 20])
async def test_a_client_that_goes_away_is_no_defect(
    account: Account, caplog: pytest.LogCaptureFixture, announced: int
) -> None:
    status, problem = await Sender(account, account.key, [b"{"], then="gone", announced=announced).answered()
    assert (status, problem["code"]) == (400, "malformed_body")
    assert await errors(account) == 1
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


async def test_a_large_body_is_answered_when_it_is_there(account: Account) -> None:
    body = orjson.dumps({"firstName": "Ana", "customFields": {"note": "x" * LARGE}})
    pieces = [body[:1_000], body[1_000:]]
    status, contact = await Sender(account, account.key, pieces, then="end", announced=len(body)).answered()
    assert (status, contact["code"]) == (400, "validation_failed")
    spaces = b" " * LARGE
    status, contact = await Sender(account, account.key, [spaces, b'{"firstName": "Ana"}'], then="end").answered()
    assert (status, contact["firstName"]) == (201, "Ana")
