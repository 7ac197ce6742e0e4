"""Secrets at rest: AES-256-GCM (NIST SP 800-38D) under a key from the environment, whose id is stored beside it.

A sealed secret is bound to its place, such as `webhooks/<id>`: copied into another row it does not open. Rotation: put
the new key first; old keys only open.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Mapping
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12


class KeysInvalid(ValueError):
    """The text is no list of keys."""


class SealBroken(Exception):
    """The secret was sealed with a key that is not known here, for another place, or it was changed."""


class Sealer:
    """`keys`: id -> 32 bytes. The first one seals."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        self._keys = {key_id: AESGCM(key) for key_id, key in keys.items()}
        self._current = next(iter(keys))

    def seal(self, secret: str, place: str) -> bytes:
        """Length of the key's id, the id, nonce, ciphertext and tag."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        key_id = self._current.encode()
        sealed = self._keys[self._current].encrypt(nonce, secret.encode(), place.encode())
        return bytes([len(key_id)]) + key_id + nonce + sealed

    def open(self, sealed: bytes, place: str) -> str:
        """Raises SealBroken."""
        start = 1 + sealed[0] if sealed else 0
        key = self._keys.get(sealed[1:start].decode(errors="replace"))
        if key is None:
            raise SealBroken(f"the secret of {place} was sealed with a key that is not known here")
        nonce, rest = sealed[start : start + _NONCE_BYTES], sealed[start + _NONCE_BYTES :]
        try:
            return key.decrypt(nonce, rest, place.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise SealBroken(f"the secret of {place} does not open: it was changed or moved") from error


def read_keys(text: str) -> dict[str, bytes]:
    """Keys as they stand in the environment: `id:base64` with commas between. Raises KeysInvalid."""
    keys: dict[str, bytes] = {}
    for entry in filter(None, map(str.strip, text.split(","))):
        key_id, _, encoded = entry.partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if not (key_id.isascii() and key_id.isalnum() and len(key_id) <= 40) or len(key) != KEY_BYTES:
            raise KeysInvalid(f"key {key_id!r} is not `id:` and {KEY_BYTES} bytes in Base64")
        keys[key_id] = key
    if not keys:
        raise KeysInvalid("there is no key")
    return keys
