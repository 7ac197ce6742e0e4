"""The settings of the API name the variable that is missing or wrong."""

from __future__ import annotations

import pytest

from talkif_api.settings import SettingsError, from_environment

ENOUGH = {
    "TALKIF_DATABASE_URL": "postgresql://db/talkif",
    "TALKIF_SIGNING_KEY": "k" * 32,
    "TALKIF_ENCRYPTION_KEYS": "a:" + "A" * 43 + "=",
}


def test_links_start_with_the_address_that_is_served_unless_told_otherwise() -> None:
    assert from_environment(ENOUGH | {"TALKIF_API_PORT": "9000"}).public_url == "http://127.0.0.1:9000"
    told = from_environment(ENOUGH | {"TALKIF_API_URL": "https://api.example.com/"})
    assert told.public_url == "https://api.example.com"


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
        ({"TALKIF_MAX_BODY_BYTES": "0"}, "TALKIF_MAX_BODY_BYTES"),
    ],
)
def test_what_is_missing_or_wrong_is_named(changes: dict[str, str], name: str) -> None:
    with pytest.raises(SettingsError, match=name):
        from_environment(ENOUGH | changes)
