from __future__ import annotations

import pytest

from talkif_runtime.settings import Settings, from_environment
from talkif_schemas.environment import SettingsError

SID = "AC" + "1" * 32
NEEDED = {
    "TALKIF_DATABASE_URL": "postgresql://localhost/talkif",
    "TWILIO_AUTH_TOKEN": "t",
    "TALKIF_MEDIA_KEY": "m" * 32,
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
        TWILIO_ACCOUNT_SID=SID,
    )
    assert found.host == "0.0.0.0"
    assert found.hosts == {"ORDER_DESK": "https://orders.example.com", "STOCK": "https://stock.example.com:8443"}
    assert found.numbers == {"DESK": "+14155550123", "NIGHT": "sip:night@example.com"}
    assert found.secrets == {"ORDERS": "s3cret"}
    assert found.twilio_account_sid == SID


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


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TALKIF_DATABASE_URL", "postgresql://db:x/talkif?nonsense=1"),
        ("TALKIF_PUBLIC_URL", "calls.example.com"),
        ("TALKIF_MEDIA_URL", "https://media.example.com"),
        ("TALKIF_HOST", "http://0.0.0.0"),
        ("TALKIF_RUNTIME_PORT", "99999"),
        ("TALKIF_MEDIA_PORT", "0"),
        ("TALKIF_MAX_CALLS", "many"),
        ("TALKIF_STORAGE_URL", "recordings"),
        ("TALKIF_STORAGE_URL", "ftp://files.example.com"),
        ("TALKIF_STORAGE_URL", "file:"),
        ("TALKIF_VENDOR_URLS", "twilio=notaurl"),
        ("TALKIF_VENDOR_URLS", "opnai=https://proxy.example.com"),
        ("TALKIF_TOOL_HOSTS", "orders.example.com=127.0.0.1:80"),
        ("TALKIF_OFFLINE", "yes"),
        ("TWILIO_ACCOUNT_SID", "foo"),
        ("TALKIF_TRUSTED_KEYS", "/nope.pem"),
    ],
)
def test_a_value_of_another_form_is_refused_by_the_name_of_its_variable(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        settings(**{name: value})


def test_a_key_that_can_be_guessed_is_refused() -> None:
    with pytest.raises(SettingsError, match="TALKIF_MEDIA_KEY is shorter than 32 characters"):
        settings(TALKIF_MEDIA_KEY="m" * 31)
