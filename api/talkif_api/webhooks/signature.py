"""Signatures of outgoing messages, as Standard Webhooks 1.0.0 says.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from typing import Final

_PREFIX: Final = "whsec_"
_SECRET_BYTES: Final = 32


def new_secret() -> str:
    return _PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def headers(message_id: str, at_s: int, body: bytes, signing: Iterable[str]) -> dict[str, str]:
    """`at_s`: Unix seconds of this attempt. `signing`: every secret that is valid now."""
    signed = f"{message_id}.{at_s}.".encode() + body
    signatures = [
        "v1," + base64.b64encode(hmac.new(_key(secret), signed, hashlib.sha256).digest()).decode() for secret in signing
    ]
    return {"webhook-id": message_id, "webhook-timestamp": str(at_s), "webhook-signature": " ".join(signatures)}


def _key(secret: str) -> bytes:
    return base64.b64decode(secret.removeprefix(_PREFIX))
