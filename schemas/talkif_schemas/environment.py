"""Values of environment variables, and the forms that they have to have."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final
from urllib.parse import urlsplit

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

_MAX_DIGITS: Final = 15
#: As many bytes as the SHA-256 that they key has. RFC 2104, section 3.
_MIN_SECRET_CHARS: Final = 32
_HOST = re.compile(r"[A-Za-z0-9.:_-]+")
#: https://www.twilio.com/docs/glossary/what-is-a-sid
_ACCOUNT_SID = re.compile(r"AC[0-9a-fA-F]{32}")
WEB: Final = ("https", "http")
#: Vendors of speech take WebSockets, too.
VENDORS: Final = (*WEB, "wss", "ws")
#: Stores of Amazon, Google and Microsoft, as obstore names them.
_STORES: Final = ("s3", "s3a", "gs", "az", "azure", "adl", "abfs", "abfss")


class SettingsError(Exception):
    """A variable is missing or wrong. The text names it."""


def needed(env: Mapping[str, str], name: str) -> str:
    """Raises SettingsError, as all others here."""
    value = env.get(name, "")
    if not value:
        raise SettingsError(f"{name} is not set")
    return value


def secret(env: Mapping[str, str], name: str) -> bytes:
    """A key of our own, which nobody can try out."""
    value = needed(env, name)
    if len(value) < _MIN_SECRET_CHARS:
        raise SettingsError(f"{name} is shorter than {_MIN_SECRET_CHARS} characters")
    return value.encode()


def number(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name, "")
    if not value:
        return default
    if not (value.isascii() and value.isdigit() and len(value) <= _MAX_DIGITS and int(value) > 0):
        raise SettingsError(f"{name} is not a positive whole number: {value!r}")
    return int(value)


def port(env: Mapping[str, str], name: str, default: int) -> int:
    value = number(env, name, default)
    if value > 65535:
        raise SettingsError(f"{name} is no port, which is at most 65535: {value}")
    return value


def switch(env: Mapping[str, str], name: str) -> bool:
    value = env.get(name, "")
    if value not in ("", "0", "1"):
        raise SettingsError(f"{name} is neither 0 nor 1: {value!r}")
    return value == "1"


def host(env: Mapping[str, str], name: str, default: str) -> str:
    """What to listen on."""
    value = env.get(name) or default
    if _HOST.fullmatch(value) is None:
        raise SettingsError(f"{name} is no address or name of a host: {value!r}")
    return value


def authority(host: str, port: int) -> str:
    """As it stands in a URL, where an IPv6 address has brackets. RFC 3986, section 3.2.2."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def url(name: str, text: str, schemes: Collection[str]) -> str:
    """Without the slash at its end. The variable is named as it is written, for one of several values, too."""
    try:
        parts = urlsplit(text)
        is_url = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_url = False
    if not is_url or parts.query or parts.fragment or re.search(r"\s", text):
        expected = " or ".join(f"{scheme}://" for scheme in schemes)
        raise SettingsError(f"{name} is no URL with {expected}: {text!r}")
    return text.rstrip("/")


def pairs(env: Mapping[str, str], name: str) -> dict[str, str]:
    """`a=x,b=y` as a mapping."""
    found: dict[str, str] = {}
    for pair in filter(None, env.get(name, "").split(",")):
        key, separator, value = (part.strip() for part in pair.partition("="))
        if not separator or not key or not value:
            raise SettingsError(f"{name} is not a list of NAME=VALUE: {pair!r}")
        found[key] = value
    return found


def urls(
    env: Mapping[str, str], name: str, schemes: Collection[str] = WEB, *, known: Collection[str] | None = None
) -> dict[str, str]:
    """`a=URL,b=URL` as a mapping. `known`: names that there are; None: any."""
    found = pairs(env, name)
    for key in found:
        if known is not None and key not in known:
            raise SettingsError(f"{name} names {key!r}, which is none of {', '.join(sorted(known))}")
    return {key: url(f"{name}: {key}", value, schemes) for key, value in found.items()}


def database_url(env: Mapping[str, str], name: str) -> str:
    """A URL or a list of `key=value`: https://www.postgresql.org/docs/current/libpq-connect.html, section 32.1.1."""
    value = needed(env, name)
    try:
        conninfo_to_dict(value)
    except ProgrammingError as error:
        # The text may repeat a password.
        raise SettingsError(f"{name} is no connection string such as postgresql://user@host/name") from error
    return value


def storage_url(env: Mapping[str, str], name: str, default: str) -> str:
    value = env.get(name) or default
    if not value.startswith("file:"):
        return url(name, value, _STORES)
    if not value.removeprefix("file:").removeprefix("//"):
        raise SettingsError(f"{name} names no folder: {value!r}")
    return value


def twilio_account_sid(env: Mapping[str, str]) -> str:
    """Empty when it is not set. Without its token it opens nothing."""
    value = env.get("TWILIO_ACCOUNT_SID", "")
    if value and _ACCOUNT_SID.fullmatch(value) is None:
        raise SettingsError(f"TWILIO_ACCOUNT_SID is not AC and 32 hexadecimal digits: {value!r}")
    if value and not env.get("TWILIO_AUTH_TOKEN"):
        raise SettingsError("TWILIO_AUTH_TOKEN is not set, and TWILIO_ACCOUNT_SID is")
    return value
