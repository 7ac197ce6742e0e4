"""The token in a media URL: which call's audio may be connected, until when. It works once; the store sees to that."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass

from talkif_schemas.ids import CallId, is_id

#: Carriers connect the audio within a second or two of our answer.
LIFETIME_S = 60
_MAX_CHARS = 300


@dataclass(frozen=True, slots=True)
class MediaToken:
    call_id: CallId
    nonce: str
    expires_at_s: int
    """Unix time."""


def new_nonce() -> str:
    return secrets.token_urlsafe(16)


def sign(token: MediaToken, key: bytes) -> str:
    """URL-safe text."""
    payload = f"{token.call_id}.{token.expires_at_s}.{token.nonce}"
    return f"{payload}.{_mac(payload, key)}"


def verify(text: str, key: bytes, now_s: float) -> MediaToken | None:
    """The token, or None when it is forged, malformed or too old."""
    if len(text) > _MAX_CHARS or not text.isascii():
        return None
    payload, _, mac = text.rpartition(".")
    if not hmac.compare_digest(mac, _mac(payload, key)):
        return None
    call_id, expires_at_s, nonce = payload.split(".")
    if not is_id(call_id, "call") or int(expires_at_s) < now_s:
        return None
    return MediaToken(CallId(call_id), nonce, int(expires_at_s))


def _mac(payload: str, key: bytes) -> str:
    mac = hmac.new(key, payload.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()
