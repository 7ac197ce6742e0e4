from __future__ import annotations

import pytest

from talkif_runtime.providers.carrier import twilio
from talkif_runtime.providers.carrier.twilio import TwilioApi
from talkif_runtime.providers.carrier.twilio_login import TwilioLogin
from talkif_runtime.providers.contract import ProviderError
from tests.vendors.twilio_server import ACCOUNT_SID, AUTH_TOKEN, MESSAGE_SID, TwilioServer


async def send(server: TwilioServer, *, account: str = ACCOUNT_SID, token: str = AUTH_TOKEN) -> str:
    api = TwilioApi(base_url=server.url)
    try:
        return await api.send_message(TwilioLogin(account, token), "+14155551234", "+14155550100", "Hello")
    finally:
        await api.close()


async def test_a_message_is_queued() -> None:
    async with TwilioServer() as server:
        assert await send(server) == MESSAGE_SID
    path, form = server.requests[0]
    assert path == f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"
    assert form == {"To": ["+14155551234"], "From": ["+14155550100"], "Body": ["Hello"]}


@pytest.mark.parametrize(
    ("server", "code", "detail"),
    [
        (TwilioServer(refusal=(400, 21211, "Invalid 'To' Phone Number")), "refused", "21211 Invalid 'To'"),
        (TwilioServer(refusal=(429, 20429, "Too Many Requests")), "rate_limited", "20429"),
        (TwilioServer(refusal=(503, 20503, "Down")), "refused", "20503"),
        (TwilioServer(raw=b"<html>"), "protocol", "names no message"),
        (TwilioServer(raw=b'["?"]'), "protocol", "names no message"),
        (TwilioServer(raw=b'"' + b"x" * 300_000 + b'"'), "protocol", "too large"),
    ],
)
async def test_refusals_say_what_twilio_says_and_nothing_is_sent_twice(
    server: TwilioServer, code: str, detail: str
) -> None:
    async with server:
        with pytest.raises(ProviderError, match=detail) as refused:
            await send(server)
    assert (refused.value.code, refused.value.retryable) == (code, False)
    assert len(server.requests) == 1


async def test_wrong_credentials_are_told() -> None:
    async with TwilioServer() as server:
        with pytest.raises(ProviderError, match="20003 Authenticate") as refused:
            await send(server, token="wrong")
        assert refused.value.code == "auth"
        with pytest.raises(ProviderError, match="no account"):
            await send(server, account="")


async def test_silence_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(twilio, "TIMEOUT_S", 0.05)
    async with TwilioServer(stall=True) as server:
        with pytest.raises(ProviderError) as refused:
            await send(server)
    assert refused.value.code in ("timeout", "dropped")


async def test_a_server_that_is_not_there_is_a_failure() -> None:
    async with TwilioServer() as server:
        pass
    with pytest.raises(ProviderError) as refused:
        await send(server)
    assert refused.value.code == "dropped"
