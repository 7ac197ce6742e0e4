"""Providers as clients write them."""

from __future__ import annotations

from typing import Any

from tests.api.conftest import Account
from tests.vendors.twilio_server import ACCOUNT_SID, AUTH_TOKEN

TWILIO: dict[str, Any] = {
    "name": "Ours",
    "type": "byoc_twilio",
    "config": {"accountSid": ACCOUNT_SID},
    "credentials": {"authToken": AUTH_TOKEN},
}
TRUNK: dict[str, Any] = {
    "name": "Trunk",
    "type": "sip",
    "config": {"host": "trunk.example.com", "username": "talkif"},
    "credentials": {"password": "trunk-password"},
}


async def create(account: Account, body: dict[str, Any]) -> dict[str, Any]:
    answer = await account.post("/providers", body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())
