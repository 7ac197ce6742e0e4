"""The API behind its own server, over a real connection."""

from __future__ import annotations

import asyncio
import ipaddress
import socket

import httpx

from talkif_api.main import listener
from talkif_api.settings import Settings
from tests.api.conftest import Account


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
