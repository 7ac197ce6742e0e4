"""Settings of the runtime, read from the environment once, when the program starts."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from talkif_schemas import environment
from talkif_schemas.environment import SettingsError
from talkif_schemas.sealed import KeysInvalid, read_keys
from talkif_schemas.signature import KeyInvalid, read_public_key
from talkif_schemas.vendor_keys import ADDRESSED, vendor_keys

_SECRET_PREFIX = "TALKIF_SECRET_"  # noqa: S105 - the name of variables, not a secret
_HOST_PREFIX = "TALKIF_HOST_"
_NUMBER_PREFIX = "TALKIF_NUMBER_"
_NUMBER = re.compile(r"\+[1-9][0-9]{3,14}|sips?:[^\s<>\"]{3,200}")


@dataclass(frozen=True)
class Settings:
    database_url: str
    twilio_auth_token: str
    """Of the platform's own account: signs Twilio's webhooks, and our own requests to Twilio."""
    media_key: bytes
    """Signs media tokens; the same for all runtimes of a deployment."""
    public_url: str
    """https:// address under which the carrier reaches `http_port`."""
    media_url: str
    """wss:// address under which the carrier reaches `media_port`."""
    host: str = "127.0.0.1"
    http_port: int = 8081
    media_port: int = 8082
    recordings_url: str = "file:.talkif/recordings"
    """Object store: file:PATH, s3://, gs:// or az://."""
    vendor_keys: Mapping[str, str] = field(default_factory=dict)
    vendor_urls: Mapping[str, str] = field(default_factory=dict)
    """Vendor -> base URL, for a proxy or a test server."""
    offline_allowed: bool = False
    """Whether the offline vendors may stand in for vendors without a key."""
    twilio_account_sid: str = ""
    """Whose messages are sent; without it flows cannot send any."""
    tool_hosts: Mapping[str, str] = field(default_factory=dict)
    """Host that flows name in a URL -> base URL that is meant, for a proxy or a test server."""
    hosts: Mapping[str, str] = field(default_factory=dict)
    """Name that flows leave open -> https origin. Names are upper case."""
    numbers: Mapping[str, str] = field(default_factory=dict)
    """Name that flows leave open -> E.164 number or SIP URI. Names are upper case."""
    secrets: Mapping[str, str] = field(default_factory=dict)
    trusted_keys: tuple[Ed25519PublicKey, ...] = ()
    """Only artifacts that one of them has signed are run. None: all are."""
    encryption_keys: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """Open what the API has sealed: id -> 32 bytes. Without them calls of tenants' own accounts are not taken."""
    max_calls: int = 150
    """Calls beyond this are refused with a spoken sentence."""


def load(*, default: Mapping[str, str] | None = None, fixed: Mapping[str, str] | None = None) -> Settings:
    """From this process's environment, over `default` and under `fixed`. Raises SettingsError."""
    return from_environment({**(default or {}), **os.environ, **(fixed or {})})


def from_environment(env: Mapping[str, str]) -> Settings:
    """Raises SettingsError."""
    return Settings(
        database_url=environment.database_url(env, "TALKIF_DATABASE_URL"),
        twilio_auth_token=environment.needed(env, "TWILIO_AUTH_TOKEN"),
        media_key=environment.secret(env, "TALKIF_MEDIA_KEY"),
        public_url=_needed_url(env, "TALKIF_PUBLIC_URL", environment.WEB),
        media_url=_needed_url(env, "TALKIF_MEDIA_URL", ("wss", "ws")),
        host=environment.host(env, "TALKIF_HOST", Settings.host),
        http_port=environment.port(env, "TALKIF_RUNTIME_PORT", Settings.http_port),
        media_port=environment.port(env, "TALKIF_MEDIA_PORT", Settings.media_port),
        recordings_url=environment.storage_url(env, "TALKIF_STORAGE_URL", Settings.recordings_url),
        vendor_keys=vendor_keys(env),
        vendor_urls=environment.urls(env, "TALKIF_VENDOR_URLS", environment.VENDORS, known=ADDRESSED),
        offline_allowed=environment.switch(env, "TALKIF_OFFLINE"),
        twilio_account_sid=environment.twilio_account_sid(env),
        tool_hosts=environment.urls(env, "TALKIF_TOOL_HOSTS"),
        hosts={name: _origin(_HOST_PREFIX + name, value) for name, value in _named(env, _HOST_PREFIX)},
        numbers={name: _number(_NUMBER_PREFIX + name, value) for name, value in _named(env, _NUMBER_PREFIX)},
        secrets=dict(_named(env, _SECRET_PREFIX)),
        trusted_keys=_public_keys(env.get("TALKIF_TRUSTED_KEYS", "")),
        encryption_keys=_encryption_keys(env.get("TALKIF_ENCRYPTION_KEYS", "")),
        max_calls=environment.number(env, "TALKIF_MAX_CALLS", Settings.max_calls),
    )


def _needed_url(env: Mapping[str, str], name: str, schemes: Collection[str]) -> str:
    return environment.url(name, environment.needed(env, name), schemes)


def _encryption_keys(text: str) -> dict[str, bytes]:
    try:
        return read_keys(text) if text else {}
    except KeysInvalid as error:
        raise SettingsError(f"TALKIF_ENCRYPTION_KEYS: {error}") from None


def _public_keys(files: str) -> tuple[Ed25519PublicKey, ...]:
    """`files`: paths of PEM files, with commas between them."""
    keys = []
    for path in filter(None, map(str.strip, files.split(","))):
        try:
            keys.append(read_public_key(Path(path).read_bytes()))
        except (OSError, KeyInvalid) as error:
            raise SettingsError(f"TALKIF_TRUSTED_KEYS: {path}: {error}") from error
    return tuple(keys)


def _named(env: Mapping[str, str], prefix: str) -> list[tuple[str, str]]:
    """(rest of the name, value) of every variable that begins with `prefix` and has a value."""
    return [(name.removeprefix(prefix), value) for name, value in env.items() if name.startswith(prefix) and value]


def _origin(variable: str, value: str) -> str:
    origin = value.rstrip("/")
    try:
        parts = urlsplit(origin)
        plain = parts.port != 0 and origin == f"https://{parts.netloc}" and "@" not in parts.netloc
    except ValueError:
        plain = False
    if not plain or not parts.hostname:
        raise SettingsError(f"{variable} is not an origin such as https://api.example.com: {value!r}")
    return origin


def _number(variable: str, value: str) -> str:
    if not _NUMBER.fullmatch(value):
        raise SettingsError(f"{variable} is neither an E.164 number nor a SIP URI: {value!r}")
    return value
