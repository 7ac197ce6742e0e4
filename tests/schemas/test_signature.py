from __future__ import annotations

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from talkif_schemas.signature import KeyInvalid, Signature, is_signed, key_id, read_public_key, sign

DIGEST = "sha256:" + "a" * 64
PLAIN = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
PUBLIC = (serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def pair() -> tuple[bytes, bytes]:
    key = ed25519.Ed25519PrivateKey.generate()
    return key.private_bytes(*PLAIN), key.public_key().public_bytes(*PUBLIC)


def test_what_a_trusted_key_has_signed_is_signed() -> None:
    private, public = pair()
    made = sign(DIGEST, private)
    key = read_public_key(public)
    assert made.key_id == key_id(key)
    assert is_signed(DIGEST, [made], [key])


def test_a_signature_is_of_one_digest_and_one_key() -> None:
    private, public = pair()
    _, other = pair()
    made, key, stranger = sign(DIGEST, private), read_public_key(public), read_public_key(other)
    assert not is_signed("sha256:" + "b" * 64, [made], [key])
    assert not is_signed(DIGEST, [made], [stranger])
    assert not is_signed(DIGEST, [], [key])
    claimed = Signature(key_id=key_id(stranger), signature=made.signature)
    assert not is_signed(DIGEST, [claimed], [stranger])
    assert is_signed(DIGEST, [claimed, made], [stranger, key])


def test_other_keys_are_refused() -> None:
    curve = ec.generate_private_key(ec.SECP256R1())
    locked = ed25519.Ed25519PrivateKey.generate().private_bytes(
        *PLAIN[:2], serialization.BestAvailableEncryption(b"secret")
    )
    for pem in (b"", b"-----BEGIN PRIVATE KEY-----\n", curve.private_bytes(*PLAIN), locked):
        with pytest.raises(KeyInvalid):
            sign(DIGEST, pem)
    for pem in (b"no key", curve.public_key().public_bytes(*PUBLIC), pair()[0]):
        with pytest.raises(KeyInvalid):
            read_public_key(pem)
