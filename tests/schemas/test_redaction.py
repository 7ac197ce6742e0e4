from __future__ import annotations

import pytest

from talkif_schemas.redaction import Redaction


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("key tif_live_aBcDeFgHiJkLmNoPqRsTuVwXyZ012345 is unknown", "aBcDeFgH"),
        ("Authorization: Bearer abc.def-ghi_jkl", "abc.def"),
        ("authorization: basic QUMxMjM6c2VjcmV0", "QUMxMjM6"),
        ("connecting to postgresql://talkif:hunter22@db.example.com/talkif failed", "hunter22"),
        ("host=db password=hunter22 user=talkif", "hunter22"),
        ("https://files.example.com/a.wav?expires=1&signature=0f0f0f", "0f0f0f"),
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "MfKQ9r8G"),
        ("sk-proj-0123456789abcdefghij", "0123456789"),
        ("the model refused AIzaSyA0123456789abcdefghijklmnopqrstuv", "SyA0123"),
        ("vendor said: token 3f9a-secret-of-ours is invalid", "3f9a-secret-of-ours"),
    ],
)
def test_secrets_go_and_the_rest_stays(text: str, secret: str) -> None:
    shown = Redaction({"3f9a-secret-of-ours"})(text)
    assert secret not in shown
    assert "[redacted]" in shown
    assert shown.split()[0].removesuffix("[redacted]") in text


@pytest.mark.parametrize(
    "text",
    ["GET /api/v1/accounts/{accountId}/flows 200", "a bearer of news", "ask-for-the-number-of-the-order", "10:30:00"],
)
def test_ordinary_text_stays(text: str) -> None:
    assert Redaction({"no", "", "a"})(text) == text


def test_the_longer_of_two_secrets_goes_whole() -> None:
    assert Redaction({"password1", "password123"})("password123") == "[redacted]"
