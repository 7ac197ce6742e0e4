"""Which artifacts a runtime runs."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from talkif_compiler.pipeline import compile_flow
from talkif_runtime.bindings import Bindings
from talkif_runtime.programs import Programs
from talkif_runtime.store import NotRunnable
from talkif_schemas.artifact import Artifact, Edge
from talkif_schemas.canonical import artifact_bytes, digest
from talkif_schemas.ids import AccountId, new_account_id
from talkif_schemas.signature import Signature, sign

FLOW = "schema: talkif.flow/v1\nflow: a\nstart: b\nnodes: {b: {type: end}}\n"
PLAIN = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


class Stored:
    """One artifact, and who has signed it."""

    def __init__(self, *signatures: Signature) -> None:
        artifact = compile_flow({"a.yaml": FLOW}, "a.yaml").artifact
        assert artifact is not None
        self._artifact = artifact
        self._signatures = signatures
        self.digest = digest(artifact_bytes(artifact))

    async def artifact(self, _account: AccountId, _digest: str) -> Artifact:
        return self._artifact

    async def signatures(self, _account: AccountId, _digest: str) -> tuple[Signature, ...]:
        return self._signatures


async def loads(store: Stored, *trusted: Ed25519PrivateKey) -> bool:
    given: Any = store
    programs = Programs(given, Bindings(), tuple(key.public_key() for key in trusted))
    try:
        program = await programs.load(new_account_id(), store.digest)
    except NotRunnable:
        return False
    return program.digest == store.digest


@pytest.fixture
def key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


async def test_without_trusted_keys_everything_runs() -> None:
    assert await loads(Stored())


async def test_with_trusted_keys_only_what_one_of_them_has_signed(key: Ed25519PrivateKey) -> None:
    signed = Stored(sign(Stored().digest, key.private_bytes(*PLAIN)))
    other = Ed25519PrivateKey.generate()
    assert await loads(signed, key)
    assert await loads(signed, other, key)
    assert not await loads(signed, other)
    assert not await loads(Stored(), key)


async def test_an_artifact_of_another_compiler_does_not_run() -> None:
    store = Stored()
    edge = Edge(kind="if", condition="vars.nothing ==", to="b")
    store._artifact = store._artifact.model_copy(update={"handlers": (edge,)})
    assert not await loads(store)
