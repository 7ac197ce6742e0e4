"""Secrets at rest open with their key, for their place, and not otherwise."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talkif_schemas.sealed import KeysInvalid, SealBroken, Sealer, read_keys

OLD, NEW = {"2025": b"o" * 32}, {"2026": b"n" * 32}


@given(st.text(), st.text(max_size=50))
def test_a_secret_opens_for_its_place(secret: str, place: str) -> None:
    sealed = Sealer(NEW).seal(secret, place)
    assert Sealer(NEW).open(sealed, place) == secret
    with pytest.raises(SealBroken):
        Sealer(NEW).open(sealed, place + "x")


def test_old_keys_open_and_new_ones_seal() -> None:
    sealed = Sealer(OLD).seal("hush", "a")
    both = Sealer(NEW | OLD)
    assert both.open(sealed, "a") == "hush"
    assert Sealer(NEW).open(both.seal("hush", "a"), "a") == "hush"
    with pytest.raises(SealBroken, match="not known here"):
        Sealer(NEW).open(sealed, "a")


@given(st.binary(max_size=80))
def test_noise_does_not_open(noise: bytes) -> None:
    with pytest.raises(SealBroken):
        Sealer(NEW).open(noise, "a")


def test_any_changed_byte_is_noticed() -> None:
    sealed = Sealer(NEW).seal("hush", "a")
    for index in range(len(sealed)):
        changed = bytearray(sealed)
        changed[index] ^= 1
        with pytest.raises(SealBroken):
            Sealer(NEW).open(bytes(changed), "a")


def test_keys_are_read_from_the_environment() -> None:
    encoded = base64.b64encode(b"k" * 32).decode()
    assert list(read_keys(f"2026:{encoded}, 2025:{encoded}")) == ["2026", "2025"]


@pytest.mark.parametrize("text", ["", " , ", "a", "a:", "a:!!", "a:aGVsbG8=", ":" + "A" * 43 + "="])
def test_wrong_keys_are_refused(text: str) -> None:
    with pytest.raises(KeysInvalid):
        read_keys(text)
