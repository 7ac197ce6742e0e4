"""Twilio's own SDK as the judge of the loopback server and of our request."""

from __future__ import annotations

import asyncio
from typing import Any

from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from talkif_runtime.providers.carrier.twilio import TwilioApi
from talkif_runtime.providers.carrier.twilio_login import TwilioLogin
from tests.vendors.twilio_server import ACCOUNT_SID, AUTH_TOKEN, MESSAGE_SID, TwilioServer


class Redirected(TwilioHttpClient):
    """Sends what the SDK sends to Twilio to the loopback server."""

    def __init__(self, base_url: str) -> None:
        super().__init__()
        self.base_url = base_url

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        return super().request(method, url.replace("https://api.twilio.com", self.base_url), *args, **kwargs)


async def test_the_sdk_and_our_adapter_ask_for_the_same_message() -> None:
    text = "Order 7 ships today & tomorrow. Grüße, 🚚"
    async with TwilioServer() as server:
        sdk = Client(ACCOUNT_SID, AUTH_TOKEN, http_client=Redirected(server.url))
        theirs = await asyncio.to_thread(sdk.messages.create, to="+14155551234", from_="+14155550100", body=text)
        api = TwilioApi(base_url=server.url)
        ours = await api.send_message(TwilioLogin(ACCOUNT_SID, AUTH_TOKEN), "+14155551234", "+14155550100", text)
        await api.close()
    assert ours == theirs.sid == MESSAGE_SID
    assert server.requests[0] == server.requests[1]
