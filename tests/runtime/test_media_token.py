from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from talkif_runtime.media_token import MediaToken, new_nonce, sign, verify
from talkif_schemas.ids import new_call_id

KEY = b"k" * 32


def test_a_token_survives_the_trip() -> None:
    token = MediaToken(new_call_id(), new_nonce(), 1_000)
    assert verify(sign(token, KEY), KEY, 999) == token


def test_it_expires_and_another_key_does_not_open_it() -> None:
    signed = sign(MediaToken(new_call_id(), new_nonce(), 1_000), KEY)
    assert verify(signed, KEY, 1_001) is None
    assert verify(signed, b"x" * 32, 0) is None


@given(st.text(max_size=400))
def test_garbage_is_no_token(text: str) -> None:
    assert verify(text, KEY, 0) is None


@given(st.data())
def test_any_changed_character_spoils_it(data: st.DataObject) -> None:
    signed = sign(MediaToken(new_call_id(), new_nonce(), 1_000), KEY)
    place = data.draw(st.integers(0, len(signed) - 1))
    other = data.draw(st.characters(min_codepoint=33, max_codepoint=126).filter(lambda c: c != signed[place]))
    assert verify(signed[:place] + other + signed[place + 1 :], KEY, 0) is None
