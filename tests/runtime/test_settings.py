from __future__ import annotations

import pytest

from talkif_runtime.settings import Settings, SettingsError, from_environment

NEEDED = {
    "TALKIF_DATABASE_URL": "postgresql://localhost/talkif",
    "TWILIO_AUTH_TOKEN": "t",
    "TALKIF_MEDIA_KEY": "k",
    "TALKIF_PUBLIC_URL": "https://calls.example.com/",
    "TALKIF_MEDIA_URL": "wss://media.example.com",
}


def settings(**more: str) -> Settings:
    return from_environment(NEEDED | more)


@pytest.mark.parametrize("name", NEEDED)
def test_what_is_missing_is_named(name: str) -> None:
    with pytest.raises(SettingsError, match=name):
        from_environment({**NEEDED, name: ""})


def test_names_that_flows_leave_open_are_bound_by_variables_of_their_kind() -> None:
    found = settings(
        TALKIF_HOST="0.0.0.0",
        TALKIF_HOST_ORDER_DESK="https://orders.example.com/",
        TALKIF_HOST_STOCK="https://stock.example.com:8443",
        TALKIF_HOST_EMPTY="",
        TALKIF_NUMBER_DESK="+14155550123",
        TALKIF_NUMBER_NIGHT="sip:night@example.com",
        TALKIF_SECRET_ORDERS="s3cret",
        TWILIO_ACCOUNT_SID="AC1",
    )
    assert found.host == "0.0.0.0"
    assert found.hosts == {"ORDER_DESK": "https://orders.example.com", "STOCK": "https://stock.example.com:8443"}
    assert found.numbers == {"DESK": "+14155550123", "NIGHT": "sip:night@example.com"}
    assert found.secrets == {"ORDERS": "s3cret"}
    assert found.twilio_account_sid == "AC1"


@pytest.mark.parametrize(
    "value",
    [
        "orders.example.com",
        "http://orders.example.com",
        "https://",
        "https://a/b",
        "https://u@a",
        "https://a:x",
        "https://a?b",
    ],
)
def test_a_host_is_an_https_origin(value: str) -> None:
    with pytest.raises(SettingsError, match="TALKIF_HOST_DESK is not an origin"):
        settings(TALKIF_HOST_DESK=value)


@pytest.mark.parametrize("value", ["4155550123", "+0123", "+1 415 555", "sip:", "desk@example.com", "sip:a b"])
def test_a_number_is_e164_or_a_sip_uri(value: str) -> None:
    with pytest.raises(SettingsError, match="TALKIF_NUMBER_DESK is neither"):
        settings(TALKIF_NUMBER_DESK=value)
