"""`talkif admin doctor`: looks at what the programs need, one thing after the other, and says what to do."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Literal, TypeAlias

import obstore
import psycopg
from obstore.exceptions import BaseError

from talkif_runtime.settings import load as load_runtime_settings
from talkif_schemas.environment import SettingsError
from talkif_schemas.sealed import SealBroken, Sealer

from ..calls.price_book import PricesInvalid, price_book
from ..kit.clock import unix_s
from ..kit.db import CONNECT_TIMEOUT_S
from ..kit.job_tables import SCHEMA as JOBS
from ..kit.migrate import MigrationError, pending
from ..kit.storage import open_store
from ..settings import Settings, is_set, load
from ..webhooks.sealing import open_secret

State: TypeAlias = Literal["ok", "fail", "skip"]

#: What the API and the worker alone have to have, and what the runtime has to.
_API_ALONE: Final = ("TALKIF_SIGNING_KEY",)
_RUNTIME_ALONE: Final = ("TALKIF_MEDIA_KEY", "TALKIF_MEDIA_URL")
#: Jobs start within seconds. One that waits longer has no worker.
_LONGEST_WAIT_S: Final = 300
#: Keys, links and tokens expire by the clock of the machine that looks.
_CLOCK_TOLERANCE_S: Final = 5


@dataclass(frozen=True, slots=True)
class Finding:
    name: str
    state: State
    text: str
    """What was seen, or what to do."""


class _Fault(Exception):
    """Something is missing or wrong; the text says what to do."""


class _NotHere(Exception):
    """This machine is not meant to have it; the text says why."""


def examine(dsn: str) -> Iterator[Finding]:
    """Everything independent is looked at; what needs a database is left out where there is none."""
    database = _finding("database", lambda: _server(dsn))
    yield database
    if database.state == "ok":
        for name, check in (("tables", _tables), ("role", _role), ("clock", _clock), ("jobs", _jobs)):
            yield _finding(name, partial(check, dsn))
    api = _finding("api settings", _api_settings)
    yield api
    yield _finding("runtime settings", _runtime_settings)
    if api.state == "ok":
        yield _finding("storage", lambda: _storage(load()))
        yield _finding("prices", lambda: _prices(load()))
        if database.state == "ok":
            yield _finding("secrets", lambda: _secrets(dsn, load()))


def _finding(name: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(name, "ok", check())
    except _NotHere as reason:
        return Finding(name, "skip", str(reason))
    except (MigrationError, psycopg.Error, SettingsError, PricesInvalid, BaseError, OSError, _Fault) as error:
        return Finding(name, "fail", " ".join(str(error).split()))


def _server(dsn: str) -> str:
    with _connection(dsn) as connection:
        return f"PostgreSQL {connection.info.parameter_status('server_version')}"


def _tables(dsn: str) -> str:
    missing = pending(dsn)
    if missing:
        raise _Fault(f"{', '.join(missing)} not applied; run `talkif admin migrate`")
    return "up to date"


def _role(dsn: str) -> str:
    """The programs must be able to become talkif_app, and as talkif_app must not see every account."""
    with _connection(dsn) as connection:
        connection.execute("SET LOCAL ROLE talkif_app")
        row = connection.execute(
            "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    if row is None or row[0]:
        raise _Fault("talkif_app may bypass row-level security; take SUPERUSER and BYPASSRLS from it")
    return "talkif_app is bound by row-level security"


def _clock(dsn: str) -> str:
    with _connection(dsn) as connection:
        row = connection.execute("SELECT extract(epoch FROM clock_timestamp())::float8").fetchone()
    assert row is not None
    apart_s = abs(row[0] - unix_s())
    if apart_s > _CLOCK_TOLERANCE_S:
        raise _Fault(f"the clocks of this machine and of the database are {apart_s:.0f} s apart; set them by NTP")
    return "as the database's"


def _jobs(dsn: str) -> str:
    with _connection(dsn) as connection:
        row = connection.execute(
            f"""
            SELECT count(*) FILTER (WHERE status = 'todo' AND coalesce(scheduled_at, now()) <= now()) AS waiting,
                   count(*) FILTER (WHERE status = 'failed') AS failed,
                   coalesce(extract(epoch FROM now() - min(coalesce(scheduled_at, event.at)) FILTER (
                     WHERE status = 'todo' AND coalesce(scheduled_at, event.at) <= now())), 0)::int AS oldest_s
            FROM {JOBS}.procrastinate_jobs job
            LEFT JOIN LATERAL (
              SELECT min(at) AS at FROM {JOBS}.procrastinate_events WHERE job_id = job.id) event ON true
            """  # noqa: S608 - the schema's name is ours
        ).fetchone()
    assert row is not None
    waiting, failed, oldest_s = row
    if oldest_s > _LONGEST_WAIT_S:
        raise _Fault(f"{waiting} jobs wait, the oldest for {oldest_s // 60} min; start `talkif worker`")
    return f"{waiting} wait, {failed} have failed for good"


def _is_meant_for(alone: Collection[str], shared: str, others: Collection[str]) -> bool:
    """Whether this machine has what a program alone reads, or what it shares with others and nothing of theirs."""
    return any(map(is_set, alone)) or (is_set(shared) and not any(map(is_set, others)))


def _api_settings() -> str:
    if not _is_meant_for(_API_ALONE, "TALKIF_ENCRYPTION_KEYS", _RUNTIME_ALONE):
        raise _NotHere("this machine has no settings of the API and the worker")
    return f"API at {load().public_url}"


def _runtime_settings() -> str:
    if not _is_meant_for(_RUNTIME_ALONE, "TWILIO_AUTH_TOKEN", _API_ALONE):
        raise _NotHere("this machine has no settings of the runtime")
    settings = load_runtime_settings()
    for name, url, scheme in (
        ("TALKIF_PUBLIC_URL", settings.public_url, "https://"),
        ("TALKIF_MEDIA_URL", settings.media_url, "wss://"),
    ):
        if not url.startswith(scheme):
            raise _Fault(f"{name} does not start with {scheme}; carriers refuse it: {url}")
    return f"carriers reach {settings.public_url}"


def _prices(settings: Settings) -> str:
    if settings.prices is None:
        raise _NotHere("list prices count; TALKIF_PRICES is not set")
    price_book(settings.prices)
    return f"{settings.prices} can be read"


def _storage(settings: Settings) -> str:
    key, content = f"doctor/{secrets.token_hex(8)}", b"talkif"
    store = open_store(settings.storage_url)
    obstore.put(store, key, content)
    try:
        if bytes(obstore.get(store, key).bytes()) != content:
            raise _Fault(f"{settings.storage_url} gave back something else than was written")
    finally:
        obstore.delete(store, key)
    return f"{settings.storage_url} can be written, read and deleted from"


def _secrets(dsn: str, settings: Settings) -> str:
    """The newest secret opens, so the keys are the ones that other machines seal with."""
    with _connection(dsn) as connection:
        row = connection.execute(
            "SELECT endpoint_id, secret FROM webhook_endpoints ORDER BY created_at DESC LIMIT 1"
        ).fetchone()
    if row is None:
        return "none is sealed yet"
    try:
        open_secret(Sealer(settings.encryption_keys), row[0], bytes(row[1]))
    except SealBroken as error:
        raise _Fault(f"{error}; TALKIF_ENCRYPTION_KEYS lacks a key that other machines have") from None
    return "what is sealed opens"


def _connection(dsn: str) -> psycopg.Connection[Any]:
    return psycopg.connect(dsn, connect_timeout=CONNECT_TIMEOUT_S, options="-c statement_timeout=10000")
