"""Signatures of artifacts: who built it, so that a runtime can refuse what nobody it trusts has signed.

Ed25519 (RFC 8032) over a line that names the use, and the artifact's digest. Keys are PEM files, as
`openssl genpkey -algorithm ed25519` and `openssl pkey -pubout` write them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterable
from typing import Annotated

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from pydantic import StringConstraints

from .types import Frozen


class KeyInvalid(ValueError):
    """The text is no PEM file of an Ed25519 key without a password."""


class Signature(Frozen):
    """One signature of one artifact."""

    key_id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
    """First 16 hexadecimal digits of the SHA-256 of the public key's 32 bytes."""
    signature: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]{86}==$")]
    """64 bytes in Base64."""


def sign(digest: str, private_pem: bytes) -> Signature:
    """Raises KeyInvalid."""
    try:
        key = load_pem_private_key(private_pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyInvalid(f"the private key cannot be read: {error}") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyInvalid("the private key is not an Ed25519 key")
    return Signature(
        key_id=key_id(key.public_key()), signature=base64.b64encode(key.sign(_message(digest))).decode("ascii")
    )


def read_public_key(public_pem: bytes) -> Ed25519PublicKey:
    """Raises KeyInvalid."""
    try:
        key = load_pem_public_key(public_pem)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyInvalid(f"the public key cannot be read: {error}") from error
    if not isinstance(key, Ed25519PublicKey):
        raise KeyInvalid("the public key is not an Ed25519 key")
    return key


def key_id(key: Ed25519PublicKey) -> str:
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


def is_signed(digest: str, signatures: Iterable[Signature], trusted: Iterable[Ed25519PublicKey]) -> bool:
    """True when one of the trusted keys made one of the signatures for this digest."""
    keys = {key_id(key): key for key in trusted}
    return any(item.key_id in keys and _holds(digest, item, keys[item.key_id]) for item in signatures)


def _holds(digest: str, item: Signature, key: Ed25519PublicKey) -> bool:
    try:
        key.verify(base64.b64decode(item.signature, validate=True), _message(digest))
    except (InvalidSignature, binascii.Error):
        return False
    return True


def _message(digest: str) -> bytes:
    """A signature for this use is one for no other."""
    return b"talkif.artifact/v1\n" + digest.encode("ascii")
