"""The API behind its own server, over a real connection."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import socket
from collections.abc import Iterator

import httpx
import orjson
import pytest

from talkif_api.cli.logs import start_logging
from talkif_api.kit import download
from talkif_api.main import listener
from talkif_api.settings import LogSettings, Settings
from tests.api.conftest import Account, owner


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    before = root.handlers, root.level
    yield
    root.handlers, root.level = before


async def test_a_client_on_this_machine_cannot_name_its_own_address(account: Account, settings: Settings) -> None:
    bound = await account.with_key(scopes=["*"], allowed_cidrs=["10.0.0.0/8"])
    headers = {"Authorization": f"Bearer {bound.key}", "X-Forwarded-For": "10.1.2.3"}
    server = listener(account.app, settings)
    with socket.create_server(("127.0.0.1", 0)) as place:
        url = f"http://127.0.0.1:{place.getsockname()[1]}/api/v1/accounts/{account.account_id}/api-keys"
        running = asyncio.create_task(server.serve([place]))
        async with httpx.AsyncClient(headers=headers) as client:
            refused = await client.get(url)
            account.app.state.trusted_proxies = (ipaddress.ip_network("127.0.0.0/8"),)
            believed = await client.get(url)
        server.should_exit = True
        await running
    assert (refused.status_code, refused.json()["code"]) == (403, "ip_not_allowed")
    assert believed.status_code == 200


async def test_a_client_that_stalls_in_a_download_is_one_line_in_the_log(
    account: Account, settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("talkif_api.kit.download._STALLED_AFTER_S", 0.05)
    async with owner(account.dsn) as connection:
        await connection.execute(
            """
            INSERT INTO contacts (contact_id, account_id, first_name, last_name)
            SELECT 'contact_' || i, %s, 'Ana', repeat('x', 200) FROM generate_series(1, 100000) AS i
            """,
            (account.account_id,),
        )
    start_logging(LogSettings("json", logging.WARNING))
    told = asyncio.Event()
    monkeypatch.setattr(
        download._log, "handle", lambda record: (logging.Logger.handle(download._log, record), told.set())
    )
    server = listener(account.app, settings)
    with socket.create_server(("127.0.0.1", 0)) as place:
        running = asyncio.create_task(server.serve([place]))
        reader, writer = await asyncio.open_connection(*place.getsockname())
        path = f"/api/v1/accounts/{account.account_id}/contacts/export"
        writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {account.key}\r\n\r\n".encode())
        assert (await reader.readline()).startswith(b"HTTP/1.1 200")
        await told.wait()
        assert not (await reader.read()).endswith(b"0\r\n\r\n")
        writer.close()
        server.should_exit = True
        await running
    (line,) = map(orjson.loads, capsys.readouterr().err.splitlines())
    assert (line["level"], line["accountId"]) == ("WARNING", account.account_id)
    assert "requestId" in line
