"""Settings of the API, read from the environment once, when the program starts."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final, Literal, TypeAlias

from talkif_schemas import environment
from talkif_schemas.environment import SettingsError
from talkif_schemas.network import Network, network
from talkif_schemas.sealed import KeysInvalid, read_keys
from talkif_schemas.vendor_keys import ADDRESSED, vendor_keys


@dataclass(frozen=True)
class Settings:
    database_url: str
    signing_key: bytes
    """Signs links to files that the API serves itself; the same for all API processes of a deployment."""
    encryption_keys: Mapping[str, bytes]
    """Seal secrets at rest: id -> 32 bytes; the first one seals, all open."""
    public_url: str = "http://127.0.0.1:8080"
    """Address under which clients reach the API; links start with it."""
    host: str = "127.0.0.1"
    port: int = 8080
    storage_url: str = "file:.talkif/recordings"
    """Object store of the recordings: file:PATH, s3://, gs:// or az://. The runtime has the same setting."""
    max_connections: int = 10
    max_body_bytes: int = 4 * 1024 * 1024
    max_upload_bytes: int = 1024 * 1024 * 1024
    """Of a file to import."""
    trusted_proxies: tuple[Network, ...] = ()
    """Networks of the proxies whose X-Forwarded-For is believed."""
    rate_burst: int = 1_000
    """Requests of one key at once."""
    rate_per_minute: int = 60
    """And after that."""
    failure_burst: int = 20
    """Requests of one address without a key that is known, at once."""
    failures_per_minute: int = 10
    """And after that."""
    worker_concurrency: int = 10
    """Jobs that one worker runs at once, beside imports."""
    import_concurrency: int = 2
    """Imports that one worker runs at once; of an account never more than one."""
    prices: Path | None = None
    """What carriers and vendors ask of this deployment, where it is not what they ask of everybody."""
    hosts: Mapping[str, str] = field(default_factory=dict)
    """Host in the URL of a webhook -> base URL that is meant, for a proxy or a test server."""
    twilio_account_sid: str = ""
    """The platform's own account; without it no numbers are bought, and the operator assigns them unseen."""
    twilio_auth_token: str = ""
    carrier_url: str = ""
    """https:// address under which carriers reach the runtime."""
    vendor_keys: Mapping[str, str] = field(default_factory=dict)
    vendor_urls: Mapping[str, str] = field(default_factory=dict)
    """Vendor -> base URL, for a proxy or a test server; `azure` has none of its own. The runtime has both settings."""
    sip_hosts: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    """Host of a SIP trunk -> address and port that are meant; only such hosts may be private."""


def from_environment(env: Mapping[str, str]) -> Settings:
    """Raises SettingsError."""
    host = environment.host(env, "TALKIF_HOST", Settings.host)
    port = environment.port(env, "TALKIF_API_PORT", Settings.port)
    number = partial(environment.number, env)
    return Settings(
        database_url=environment.database_url(env, "TALKIF_DATABASE_URL"),
        signing_key=environment.secret(env, "TALKIF_SIGNING_KEY"),
        encryption_keys=_keys(env, "TALKIF_ENCRYPTION_KEYS"),
        public_url=_web_url(env, "TALKIF_API_URL") or f"http://{environment.authority(host, port)}",
        host=host,
        port=port,
        storage_url=environment.storage_url(env, "TALKIF_STORAGE_URL", Settings.storage_url),
        max_connections=number("TALKIF_API_CONNECTIONS", Settings.max_connections),
        max_body_bytes=number("TALKIF_MAX_BODY_BYTES", Settings.max_body_bytes),
        max_upload_bytes=number("TALKIF_MAX_UPLOAD_BYTES", Settings.max_upload_bytes),
        trusted_proxies=_networks(env, "TALKIF_TRUSTED_PROXIES"),
        rate_burst=number("TALKIF_RATE_BURST", Settings.rate_burst),
        rate_per_minute=number("TALKIF_RATE_PER_MINUTE", Settings.rate_per_minute),
        failure_burst=number("TALKIF_FAILURE_BURST", Settings.failure_burst),
        failures_per_minute=number("TALKIF_FAILURES_PER_MINUTE", Settings.failures_per_minute),
        worker_concurrency=number("TALKIF_WORKER_CONCURRENCY", Settings.worker_concurrency),
        import_concurrency=number("TALKIF_IMPORT_CONCURRENCY", Settings.import_concurrency),
        prices=_file(env, "TALKIF_PRICES"),
        hosts=environment.urls(env, "TALKIF_WEBHOOK_HOSTS"),
        twilio_account_sid=environment.twilio_account_sid(env),
        twilio_auth_token=env.get("TWILIO_AUTH_TOKEN", ""),
        carrier_url=_web_url(env, "TALKIF_PUBLIC_URL"),
        vendor_keys=vendor_keys(env),
        vendor_urls=environment.urls(env, "TALKIF_VENDOR_URLS", environment.VENDORS, known=ADDRESSED),
        sip_hosts=_places(env, "TALKIF_SIP_HOSTS"),
    )


LogForm: TypeAlias = Literal["auto", "json", "text"]

#: Ends of the names of variables whose values must not be seen.
_SECRET_ENDINGS: Final = ("_KEY", "_KEYS", "_TOKEN", "_SECRET", "_PASSWORD")
_SECRET_PREFIX: Final = "TALKIF_SECRET_"  # noqa: S105 - the name of variables, not a secret


@dataclass(frozen=True)
class LogSettings:
    form: LogForm = "auto"
    """auto: text on a terminal, JSON otherwise."""
    level: int = logging.INFO
    secrets: frozenset[str] = field(default_factory=frozenset, repr=False)
    """Values of this process's environment that must not be seen in log lines."""


def log_settings_from(env: Mapping[str, str]) -> LogSettings:
    """Raises SettingsError."""
    form = _log_form(env.get("TALKIF_LOG_FORMAT") or "auto")
    level = (env.get("TALKIF_LOG_LEVEL") or "info").upper()
    if level not in logging.getLevelNamesMapping():
        raise SettingsError(f"TALKIF_LOG_LEVEL is no level such as info or warning: {level!r}")
    secrets = {
        part.strip()
        for name, value in env.items()
        if name.endswith(_SECRET_ENDINGS) or name.startswith(_SECRET_PREFIX)
        for part in (value, *value.replace(":", ",").split(","))
    }
    return LogSettings(form, logging.getLevelNamesMapping()[level], frozenset(secrets))


def _log_form(text: str) -> LogForm:
    match text:
        case "auto" | "json" | "text":
            return text
    raise SettingsError(f"TALKIF_LOG_FORMAT is none of auto, json, text: {text!r}")


def load_log_settings() -> LogSettings:
    """Of this process. Raises SettingsError."""
    return log_settings_from(os.environ)


def load() -> Settings:
    """The settings of this process. Raises SettingsError."""
    return from_environment(os.environ)


def _web_url(env: Mapping[str, str], name: str) -> str:
    """Empty when it is not set."""
    return environment.url(name, env[name], environment.WEB) if env.get(name) else ""


def _file(env: Mapping[str, str], name: str) -> Path | None:
    if not env.get(name):
        return None
    path = Path(env[name])
    if not path.is_file():
        raise SettingsError(f"{name} is no file: {str(path)!r}")
    return path


def _networks(env: Mapping[str, str], name: str) -> tuple[Network, ...]:
    try:
        return tuple(network(entry.strip()) for entry in env.get(name, "").split(",") if entry.strip())
    except ValueError as error:
        raise SettingsError(f"{name} is not a list of networks with commas between: {error}") from None


def _keys(env: Mapping[str, str], name: str) -> dict[str, bytes]:
    try:
        return read_keys(environment.needed(env, name))
    except KeysInvalid as error:
        raise SettingsError(f"{name}: {error}") from None


def _places(env: Mapping[str, str], name: str) -> dict[str, tuple[str, int]]:
    return {host: _place(name, text) for host, text in environment.pairs(env, name).items()}


def _place(name: str, text: str) -> tuple[str, int]:
    """`address:port`."""
    address, separator, port = text.rpartition(":")
    if not separator or not address or not port.isdigit() or not 0 < int(port) < 65536:
        raise SettingsError(f"{name} has no address:port: {text!r}")
    return address.strip("[]"), int(port)


def database_server() -> str | None:
    """The PostgreSQL server that this machine's programs should use instead of the embedded one."""
    return os.environ.get("TALKIF_DATABASE_URL") or None


def is_set(name: str) -> bool:
    return bool(os.environ.get(name))


def exports_traces() -> bool:
    """Whether OpenTelemetry's own variables name a collector."""
    names = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
    return os.environ.get("OTEL_SDK_DISABLED", "").lower() != "true" and any(map(os.environ.get, names))
