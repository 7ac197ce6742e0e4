"""The settings of the API name the variable that is missing or wrong."""

from __future__ import annotations

import pytest

from talkif_api.settings import from_environment
from talkif_schemas.environment import SettingsError

ENOUGH = {
    "TALKIF_DATABASE_URL": "postgresql://db/talkif",
    "TALKIF_SIGNING_KEY": "k" * 32,
    "TALKIF_ENCRYPTION_KEYS": "a:" + "A" * 43 + "=",
}


def test_links_start_with_the_address_that_is_served_unless_told_otherwise() -> None:
    assert from_environment(ENOUGH | {"TALKIF_API_PORT": "9000"}).public_url == "http://127.0.0.1:9000"
    assert from_environment(ENOUGH | {"TALKIF_HOST": "::1"}).public_url == "http://[::1]:8080"
    told = from_environment(ENOUGH | {"TALKIF_API_URL": "https://api.example.com/"})
    assert told.public_url == "https://api.example.com"


def test_proxies_in_ipv4_inside_of_ipv6_are_ipv4() -> None:
    settings = from_environment(ENOUGH | {"TALKIF_TRUSTED_PROXIES": "::ffff:10.0.0.0/104, fd00::/8"})
    assert [str(proxy) for proxy in settings.trusted_proxies] == ["10.0.0.0/8", "fd00::/8"]


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"TALKIF_DATABASE_URL": ""}, "TALKIF_DATABASE_URL"),
        ({"TALKIF_SIGNING_KEY": ""}, "TALKIF_SIGNING_KEY"),
        ({"TALKIF_SIGNING_KEY": "short"}, "TALKIF_SIGNING_KEY"),
        ({"TALKIF_ENCRYPTION_KEYS": ""}, "TALKIF_ENCRYPTION_KEYS"),
        ({"TALKIF_ENCRYPTION_KEYS": "a:short"}, "TALKIF_ENCRYPTION_KEYS"),
        ({"TALKIF_WEBHOOK_HOSTS": "hooks.example.com"}, "TALKIF_WEBHOOK_HOSTS"),
        ({"TALKIF_SIP_HOSTS": "trunk.example.com"}, "TALKIF_SIP_HOSTS"),
        ({"TALKIF_SIP_HOSTS": "trunk.example.com=10.0.0.1"}, "TALKIF_SIP_HOSTS"),
        ({"TALKIF_TRUSTED_PROXIES": "10.0.0.0/8, everyone"}, "TALKIF_TRUSTED_PROXIES"),
        ({"TALKIF_API_PORT": "eighty"}, "TALKIF_API_PORT"),
        ({"TALKIF_API_PORT": "99999"}, "TALKIF_API_PORT"),
        ({"TALKIF_API_PORT": "9" * 5_000}, "TALKIF_API_PORT"),
        ({"TALKIF_HOST": "every host"}, "TALKIF_HOST"),
        ({"TALKIF_API_URL": "api.example.com"}, "TALKIF_API_URL"),
        ({"TALKIF_API_URL": "https://api.example.com:port"}, "TALKIF_API_URL"),
        ({"TALKIF_PUBLIC_URL": "wss://calls.example.com"}, "TALKIF_PUBLIC_URL"),
        ({"TALKIF_DATABASE_URL": "talkif"}, "TALKIF_DATABASE_URL"),
        ({"TALKIF_STORAGE_URL": "s3:bucket"}, "TALKIF_STORAGE_URL"),
        ({"TALKIF_PRICES": "/nope.json"}, "TALKIF_PRICES"),
        ({"TALKIF_VENDOR_URLS": "twilio=notaurl"}, "TALKIF_VENDOR_URLS"),
        ({"TALKIF_VENDOR_URLS": "nobody=https://example.com"}, "TALKIF_VENDOR_URLS"),
        ({"TALKIF_WEBHOOK_HOSTS": "hooks.example.com=10.0.0.1"}, "TALKIF_WEBHOOK_HOSTS"),
        ({"TWILIO_ACCOUNT_SID": "foo", "TWILIO_AUTH_TOKEN": "t"}, "TWILIO_ACCOUNT_SID"),
        ({"TWILIO_ACCOUNT_SID": "AC" + "1" * 32}, "TWILIO_AUTH_TOKEN"),
        ({"TALKIF_MAX_BODY_BYTES": "0"}, "TALKIF_MAX_BODY_BYTES"),
    ],
)
def test_what_is_missing_or_wrong_is_named(changes: dict[str, str], name: str) -> None:
    with pytest.raises(SettingsError, match=name):
        from_environment(ENOUGH | changes)


def test_a_connection_string_that_is_wrong_is_not_repeated_because_it_may_hold_a_password() -> None:
    with pytest.raises(SettingsError) as raised:
        from_environment(ENOUGH | {"TALKIF_DATABASE_URL": "postgresql://talkif:hunter2@db:port/x?nonsense=1"})
    assert "hunter2" not in str(raised.value)


def test_stores_of_the_cloud_and_addresses_of_vendors_are_taken() -> None:
    told = from_environment(
        ENOUGH
        | {
            "TALKIF_STORAGE_URL": "s3://bucket/recordings",
            "TALKIF_VENDOR_URLS": "deepgram=wss://proxy.example.com/dg/, azure=https://me.openai.azure.com",
            "TALKIF_HOST": "::1",
        }
    )
    assert told.storage_url == "s3://bucket/recordings"
    assert told.vendor_urls == {"deepgram": "wss://proxy.example.com/dg", "azure": "https://me.openai.azure.com"}
