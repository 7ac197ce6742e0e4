"""Signatures are what the reference library of Standard Webhooks expects."""

from __future__ import annotations

import time

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from talkif_api.webhooks.signature import headers, new_secret


def test_each_valid_secret_verifies_the_message_and_no_other() -> None:
    old, new, foreign = new_secret(), new_secret(), new_secret()
    body = b'{"type":"flow.published"}'
    signed = headers("msg_1", int(time.time()), body, [new, old])
    for secret in (old, new):
        Webhook(secret).verify(body, signed)
    with pytest.raises(WebhookVerificationError):
        Webhook(foreign).verify(body, signed)
    with pytest.raises(WebhookVerificationError):
        Webhook(new).verify(body + b" ", signed)
    with pytest.raises(WebhookVerificationError):
        Webhook(new).verify(body, signed | {"webhook-id": "msg_2"})
