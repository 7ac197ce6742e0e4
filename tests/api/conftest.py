"""A running API in the test's own process, and accounts to use it with."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from fastapi import FastAPI
from psycopg.rows import dict_row

from talkif_api.accounts import keys, store
from talkif_api.app import create_app
from talkif_api.cli.local import free_ports
from talkif_api.kit.bulkhead import Bulkhead
from talkif_api.kit.db import Connection, open_database
from talkif_api.kit.jobs import Parts
from talkif_api.kit.storage import Storage, open_store
from talkif_api.phone.assigning import assign
from talkif_api.registry import compiler_process
from talkif_api.registry.compiling import compile_source
from talkif_api.settings import Settings
from talkif_runtime.public_http import PublicHttp
from talkif_schemas.ids import AccountId, new_account_id
from talkif_schemas.resources.api_keys import ApiKeyCreate
from talkif_schemas.sealed import read_keys
from tests.api.receiver import HOST
from tests.api.secret import ENCRYPTION_KEYS

ORIGIN = "http://api.test"


@dataclass
class Wall:
    """A clock that stands still until the test moves it."""

    seconds: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.seconds


@dataclass(frozen=True)
class Account:
    """One account with one key, and the client that uses it."""

    account_id: AccountId
    key: str
    app: FastAPI
    dsn: str
    client_address: str = "203.0.113.7"
    headers: dict[str, str] = field(default_factory=dict)

    async def send(self, method: str, path: str, **arguments: Any) -> httpx.Response:
        """`path` starts below the account, such as `/flows`; a path with /api or another root is taken as it is."""
        absolute = path.startswith(("/api/", "/docs", "/files/", "/healthz", "/readyz", "/metrics"))
        url = path if absolute else f"/api/v1/accounts/{self.account_id}{path}"
        transport = httpx.ASGITransport(self.app, client=(self.client_address, 1), raise_app_exceptions=False)
        headers = {"Authorization": f"Bearer {self.key}", **self.headers, **arguments.pop("headers", {})}
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
            return await client.request(method, url, headers=headers, **arguments)

    async def get(self, path: str, **arguments: Any) -> httpx.Response:
        return await self.send("GET", path, **arguments)

    async def post(self, path: str, body: Any = None, **arguments: Any) -> httpx.Response:
        return await self.send("POST", path, json=body, **arguments)

    async def with_key(self, **body: Any) -> Account:
        """The same account with another key."""
        async with owner(self.dsn) as connection:
            created = await keys.mint(connection, self.account_id, ApiKeyCreate(**{"name": "other", **body}))
        assert created.key is not None
        return replace(self, key=created.key)


@asynccontextmanager
async def owner(dsn: str) -> AsyncIterator[Connection]:
    """A connection of the tables' owner, which sees all accounts."""
    async with await psycopg.AsyncConnection.connect(dsn, row_factory=dict_row) as connection:
        yield connection


async def new_account(app: FastAPI, dsn: str, name: str) -> Account:
    account_id = new_account_id()
    async with owner(dsn) as connection:
        await store.insert_account(connection, account_id, name, "UTC")
        created = await keys.mint(connection, account_id, ApiKeyCreate(name="first", scopes=["*"]))
    assert created.key is not None
    return Account(account_id, created.key, app, dsn)


async def assigned(account: Account, number: str) -> str:
    """Id of a number of the platform that its operator has handed to the account."""
    async with owner(account.dsn) as connection:
        return (await assign(connection, account.app.state.carriers, account.account_id, number)).id


@pytest.fixture(scope="session")
def compiler() -> None:
    """The process that compiles has started, so that no test waits for that; a busy machine takes long."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiler_process, "TIMEOUT_S", 300.0)
        asyncio.run(compiler_process.run(compile_source, "", {}, None))


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def files_folder(tmp_path: Path) -> Path:
    return tmp_path / "files"


@pytest.fixture
def free_port() -> int:
    """A port that nobody uses right now."""
    return free_ports().api


@pytest.fixture
def settings(database: str, files_folder: Path, free_port: int) -> Settings:
    return Settings(
        database_url=database,
        signing_key=b"k" * 32,
        encryption_keys=read_keys(ENCRYPTION_KEYS),
        public_url=ORIGIN,
        storage_url=f"file:{files_folder}",
        max_body_bytes=256 * 1024,
        hosts={HOST: f"http://127.0.0.1:{free_port}"},
    )


@pytest.fixture
def environment(database: str, files_folder: Path, free_port: int) -> dict[str, str]:
    """Of programs that work on the same database."""
    return os.environ | {
        "TALKIF_DATABASE_URL": database,
        "TALKIF_SIGNING_KEY": "k" * 32,
        "TALKIF_ENCRYPTION_KEYS": ENCRYPTION_KEYS,
        "TALKIF_STORAGE_URL": f"file:{files_folder}",
        "TALKIF_WEBHOOK_HOSTS": f"{HOST}=http://127.0.0.1:{free_port}",
    }


@asynccontextmanager
async def program(*command: str, env: dict[str, str]) -> AsyncIterator[asyncio.subprocess.Process]:
    """`talkif COMMAND` while the block runs; then it is asked to end, and has to."""
    talkif = Path(sys.executable).with_name("talkif")
    process = await asyncio.create_subprocess_exec(talkif, *command, env=env)
    try:
        yield process
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 30) == 0
    finally:
        if process.returncode is None:
            process.kill()


@pytest.fixture
async def app(settings: Settings, wall: Wall) -> AsyncIterator[FastAPI]:
    storage = Storage(open_store(settings.storage_url), public_url=ORIGIN, signing_key=settings.signing_key, clock=wall)
    async with open_database(settings.database_url, max_connections=5, pool_timeout_s=1.0) as pool:
        yield create_app(settings, pool, storage)


@pytest.fixture
async def parts(app: FastAPI, settings: Settings, wall: Wall) -> AsyncIterator[Parts]:
    """What jobs work with."""
    http = PublicHttp(settings.hosts)
    yield Parts(settings, app.state.database, app.state.storage, app.state.sealer, http, wall, Bulkhead(2))
    await http.close()


@pytest.fixture
async def account(app: FastAPI, database: str) -> Account:
    return await new_account(app, database, "First")


@pytest.fixture
async def stranger(app: FastAPI, database: str) -> Account:
    """Another account."""
    return await new_account(app, database, "Second")
