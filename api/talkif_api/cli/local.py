"""Everything in one process on this machine: PostgreSQL, API and runtime, wired as a deployment would be."""

from __future__ import annotations

import asyncio
import base64
import secrets
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg
from psycopg import AsyncConnection, sql
from psycopg.conninfo import make_conninfo
from psycopg.rows import dict_row

from talkif_api.accounts import keys, store
from talkif_api.app import create_app
from talkif_api.kit.bulkhead import Bulkhead
from talkif_api.kit.db import Database, open_database
from talkif_api.kit.embedded import start_postgres
from talkif_api.kit.migrate import migrate
from talkif_api.kit.storage import open_storage
from talkif_api.phone.assigning import assign
from talkif_api.providers.carriers import Carriers
from talkif_api.settings import Settings, database_server
from talkif_api.worker import work
from talkif_runtime import main as runtime
from talkif_runtime.providers.carrier.twilio import STATUS_PATH, VOICE_PATH
from talkif_runtime.server import serve_http
from talkif_runtime.settings import load as load_runtime_settings
from talkif_runtime.switchboard import Switchboard
from talkif_schemas.ids import AccountId, new_account_id
from talkif_schemas.resources.api_keys import ApiKeyCreate
from talkif_schemas.sealed import KEY_BYTES, Sealer, read_keys


@dataclass(frozen=True, slots=True)
class Ports:
    api: int
    webhooks: int
    media: int


@dataclass(frozen=True, slots=True)
class LocalStack:
    """Where everything is, and the key to it."""

    api_url: str
    account_id: AccountId
    api_key: str
    voice_url: str
    status_url: str
    twilio_auth_token: str
    recordings: Path
    switchboard: Switchboard
    api_settings: Settings


#: Below those that Linux gives out itself (net.ipv4.ip_local_port_range): until one of them is used, a connection that
#: anybody opens could get it.
_PORTS: Final = range(20_000, 32_768)


def free_ports() -> Ports:
    """Three ports that nobody uses right now. Raises OSError when there are none."""
    free: list[int] = []
    for port in secrets.SystemRandom().sample(_PORTS, len(_PORTS)):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            free.append(port)
        if len(free) == 3:
            return Ports(*free)
    raise OSError(f"no three ports from {_PORTS.start} to {_PORTS.stop - 1} are free")


def fresh_database(folder: Path) -> str:
    """DSN of a new, migrated database on the embedded server, or on the one in TALKIF_DATABASE_URL."""
    server = database_server() or start_postgres(folder / "postgres")
    name = f"talkif_demo_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    dsn = make_conninfo(server, dbname=name)
    migrate(dsn)
    return dsn


def drop_database(dsn: str) -> None:
    """Remove what `fresh_database` made."""
    name = psycopg.conninfo.conninfo_to_dict(dsn)["dbname"]
    with psycopg.connect(make_conninfo(dsn, dbname="postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(str(name))))


async def create_account(dsn: str, name: str) -> tuple[AccountId, str]:
    """A new account with a key that may do everything."""
    account_id = new_account_id()
    async with await AsyncConnection.connect(dsn, row_factory=dict_row) as connection:
        await store.insert_account(connection, account_id, name, "America/New_York")
        key = await keys.mint(connection, account_id, ApiKeyCreate(name="local", scopes=["*"]))
    assert key.key is not None
    return account_id, key.key


async def assign_number(stack: LocalStack, number: str) -> str:
    """Id of a number that the account has from now on, as `talkif admin numbers assign` hands it over."""
    settings = stack.api_settings
    carriers = Carriers(settings, Sealer(settings.encryption_keys), Bulkhead(1))
    async with await AsyncConnection.connect(settings.database_url, row_factory=dict_row) as connection:
        return (await assign(connection, carriers, stack.account_id, number)).id


@asynccontextmanager
async def local_stack(
    dsn: str,
    account: tuple[AccountId, str],
    folder: Path,
    ports: Ports,
    *,
    tool_hosts: Mapping[str, str] | None = None,
) -> AsyncIterator[LocalStack]:
    """API and runtime on loopback. Offline vendors stand in for those without a key."""
    recordings = folder / "recordings"
    encryption_keys = _encryption_keys(folder / "encryption.key")
    settings = load_runtime_settings(
        default={
            "TWILIO_AUTH_TOKEN": secrets.token_hex(16),
            "TALKIF_PUBLIC_URL": f"http://127.0.0.1:{ports.webhooks}",
            "TALKIF_MEDIA_URL": f"ws://127.0.0.1:{ports.media}",
        },
        fixed={
            "TALKIF_DATABASE_URL": dsn,
            "TALKIF_ENCRYPTION_KEYS": encryption_keys,
            "TALKIF_MEDIA_KEY": secrets.token_hex(32),
            "TALKIF_RUNTIME_PORT": str(ports.webhooks),
            "TALKIF_MEDIA_PORT": str(ports.media),
            "TALKIF_STORAGE_URL": f"file:{recordings}",
            "TALKIF_OFFLINE": "1",
            **({"TALKIF_TOOL_HOSTS": _pairs(tool_hosts)} if tool_hosts else {}),
        },
    )
    api_settings = Settings(
        database_url=dsn,
        signing_key=secrets.token_bytes(32),
        encryption_keys=read_keys(encryption_keys),
        public_url=f"http://127.0.0.1:{ports.api}",
        port=ports.api,
        storage_url=f"file:{recordings}",
        vendor_keys=settings.vendor_keys,
        vendor_urls=settings.vendor_urls,
    )
    async with (
        open_database(dsn) as database,
        runtime.running(settings) as switchboard,
        _api(api_settings, database, ports.api),
        _worker(api_settings),
    ):
        yield LocalStack(
            api_settings.public_url,
            account[0],
            account[1],
            settings.public_url + VOICE_PATH,
            settings.public_url + STATUS_PATH,
            settings.twilio_auth_token,
            recordings,
            switchboard,
            api_settings,
        )


@asynccontextmanager
async def _api(settings: Settings, database: Database, port: int) -> AsyncIterator[None]:
    app = create_app(settings, database, open_storage(settings))
    async with serve_http(app, "127.0.0.1", port):
        try:
            yield
        finally:
            app.state.streams.stop()


@asynccontextmanager
async def _worker(settings: Settings) -> AsyncIterator[None]:
    """Runs jobs meanwhile. When it dies, so does the block."""
    async with asyncio.TaskGroup() as group:
        task = group.create_task(work(settings, stops_on_signals=False), name="worker")
        yield
        task.cancel()


def _encryption_keys(file: Path) -> str:
    """The key of this folder, readable by its owner alone: what it sealed has to open tomorrow."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(f"local:{base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}\n", encoding="utf-8")
    return file.read_text(encoding="utf-8").strip()


def _pairs(mapping: Mapping[str, str]) -> str:
    return ",".join(f"{name}={value}" for name, value in mapping.items())
