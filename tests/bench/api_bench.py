"""Requests a second of the API on one core: `./dev bench api`. Needs `wrk` and `taskset`, Debian's wrk and util-linux.

Beside it, under the same load: a bare FastAPI application with a psycopg pool that calls the same functions on the same
tables, without keys, limits, row-level security, audit, idempotency and log lines. Both servers run on core 0 and are
asked in turn, wrk runs on core 1, PostgreSQL on both. A million contacts of one account, or as many as the argument
says: `python -m tests.bench.api_bench 100000`.
"""

from __future__ import annotations

import asyncio
import base64
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import httpx
import psycopg
import uvicorn
import uvloop
from fastapi import Depends, FastAPI, Query, Request
from psycopg import AsyncConnection
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool

from talkif_api.cli.local import create_account, drop_database, free_ports, fresh_database
from talkif_api.contacts import listing, store, writing
from talkif_schemas.ids import AccountId, new_contact_id
from talkif_schemas.resources.contacts import (
    Contact,
    ContactCreate,
    ContactList,
    ContactQuery,
    ContactsOfNumber,
    PhoneQuery,
)

ROWS = 1_000_000
#: Of each server, in turn; the middle one counts.
RUNS = 3
SECONDS = 4
WARM_UP_SECONDS = 1
CONNECTIONS = 16
PHONE = "+14155550123"
BODY = (
    '{"firstName": "Sarah", "lastName": "Chen", "phone": "+14155551234", "company": "Acme", "tags": ["vip"],'
    ' "customFields": {"stage": "open"}}'
)


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        dsn = fresh_database(Path(folder))
        try:
            account_id, key = asyncio.run(create_account(dsn, "Bench"))
            contact_id = _fill(dsn, account_id, rows)
            _compare(dsn, account_id, key, contact_id, Path(folder))
        finally:
            drop_database(dsn)


def _fill(dsn: str, account_id: AccountId, rows: int) -> str:
    """Contacts; the id of one in the middle. Leaves nothing to do that PostgreSQL would do beside the runs."""
    began_s = time.perf_counter()
    middle = ""
    with psycopg.connect(dsn, autocommit=True) as connection:
        with connection.cursor().copy(
            "COPY contacts (contact_id, account_id, first_name, last_name, phone, email, company, tags) FROM STDIN"
        ) as copy:
            for number in range(rows):
                contact_id = new_contact_id()
                middle = contact_id if number == rows // 2 else middle
                phone = PHONE if number == rows // 2 else f"+1212{number % 10_000_000:07d}"
                tags = ["vip"] if number % 100 == 0 else ["renewal"] if number % 3 == 0 else []
                copy.write_row(
                    (contact_id, account_id, f"First{number % 997}", f"Last{number % 9973}", phone,
                     f"user{number}@example.com", f"Company {number % 5003}", tags)
                )  # fmt: skip
        connection.execute("VACUUM (ANALYZE)")
        connection.execute("CHECKPOINT")
    print(f"{rows:,} contacts in {time.perf_counter() - began_s:.0f} s")
    return middle


def _compare(dsn: str, account_id: AccountId, key: str, contact_id: str, folder: Path) -> None:
    ports = free_ports()
    cases = {
        "get-contact": (f"/contacts/{contact_id}", None),
        "list-contacts": ("/contacts?limit=20&offset=5000", None),
        "list-contacts, tag": ("/contacts?limit=20&tags=vip", None),
        "list-contacts, q": ("/contacts?limit=20&q=last4821", None),
        "search-by-phone": (f"/contacts/search-by-phone?phone=%2B{PHONE[1:]}", None),
        "create-contact": ("/contacts", BODY),
    }
    env = {
        "TALKIF_DATABASE_URL": dsn, "TALKIF_SIGNING_KEY": "k" * 32, "TALKIF_API_PORT": str(ports.api),
        "TALKIF_ENCRYPTION_KEYS": "bench:" + base64.b64encode(b"e" * 32).decode(), "TALKIF_RATE_BURST": "100000000",
        "TALKIF_STORAGE_URL": f"file:{folder / 'files'}", "PATH": "/usr/bin:/bin",
    }  # fmt: skip
    bare_port = ports.webhooks
    plain = [sys.executable, "-m", "tests.bench.api_bench", "serve", dsn, account_id, str(bare_port)]
    ours = [str(Path(sys.executable).with_name("talkif")), "api"]
    base, bare_base = f"http://127.0.0.1:{ports.api}", f"http://127.0.0.1:{bare_port}"
    roots = (bare_base, f"{base}/api/v1/accounts/{account_id}")
    print(f"{'':22} {'bare':>18} {'API':>18}  ratio")
    with _server(plain, env, bare_base), _server(ours, env, base):
        for name, (path, body) in cases.items():
            for root in roots:
                _wrk(root + path, key, body, folder, WARM_UP_SECONDS)
            runs = [[_wrk(root + path, key, body, folder, SECONDS) for root in roots] for _ in range(RUNS)]
            (bare_rps, bare_ms), (rps, ms) = (
                (statistics.median(rate for rate, _ in of_server), statistics.median(p99 for _, p99 in of_server))
                for of_server in zip(*runs, strict=True)
            )
            print(f"{name:22} {bare_rps:6.0f}/s {bare_ms:6.1f} ms {rps:6.0f}/s {ms:6.1f} ms  {rps / bare_rps:.2f}")


@contextmanager
def _server(command: list[str], env: dict[str, str], base: str) -> Iterator[None]:
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(["taskset", "-c", "0", *command], env=env, stderr=log, stdout=log)
        try:
            httpx.Client(transport=httpx.HTTPTransport(retries=12)).get(f"{base}/readyz")
            yield
        finally:
            process.terminate()
            process.wait(20)


def _wrk(url: str, key: str, body: str | None, folder: Path, seconds: int) -> tuple[float, float]:
    """(requests a second, p99 in ms)"""
    command = ["taskset", "-c", "1", "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency"]
    command += ["-H", f"Authorization: Bearer {key}"]
    if body is not None:
        script = folder / "post.lua"
        script.write_text(
            f"wrk.method = 'POST'\nwrk.body = [[{body}]]\nwrk.headers['Content-Type'] = 'application/json'\n"
        )
        command += ["-s", str(script)]
    said = subprocess.run([*command, url], check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in said:
        raise SystemExit(f"{url} was refused:\n{said}")
    p99 = re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    assert p99 is not None
    assert rate is not None
    return float(rate[1]), float(p99[1]) * {"us": 0.001, "ms": 1, "s": 1000}[p99[2]]


async def _connection(request: Request) -> AsyncIterator[AsyncConnection[DictRow]]:
    async with request.app.state.pool.connection() as connection:
        yield connection


async def _account(request: Request) -> AccountId:
    account_id: AccountId = request.app.state.account_id
    return account_id


Tx = Annotated[AsyncConnection[DictRow], Depends(_connection)]
Owner = Annotated[AccountId, Depends(_account)]
bare = FastAPI()


@bare.get("/readyz")
async def ready() -> None:
    pass


@bare.get("/contacts")
async def list_contacts(query: Annotated[ContactQuery, Query()], tx: Tx, owner: Owner) -> ContactList:
    contacts, meta = await listing.list_page(tx, owner, query)
    return ContactList(contacts=contacts, meta=meta)


@bare.get("/contacts/search-by-phone")
async def search(query: Annotated[PhoneQuery, Query()], tx: Tx, owner: Owner) -> ContactsOfNumber:
    number = await writing.stored_number(tx, owner, query.phone, query.country)
    contacts, meta = await store.of_number(tx, owner, number, query)
    return ContactsOfNumber(contacts=contacts, meta=meta)


@bare.get("/contacts/{contact_id}")
async def get_contact(contact_id: str, tx: Tx, owner: Owner) -> Contact:
    return await store.find(tx, owner, contact_id)


@bare.post("/contacts", status_code=201)
async def create_contact(body: ContactCreate, tx: Tx, owner: Owner) -> Contact:
    return await writing.create(tx, owner, body)


async def _serve_bare(dsn: str, account_id: AccountId, port: int) -> None:
    kwargs = {
        "row_factory": dict_row,
        # What search_contacts asks for; beside it nothing binds the bare server to the account.
        "options": f"-c talkif.account_id={account_id}",
    }
    pool: AsyncConnectionPool[AsyncConnection[DictRow]] = AsyncConnectionPool(
        dsn, connection_class=AsyncConnection[DictRow], kwargs=kwargs, max_size=10, open=False
    )
    async with pool:
        bare.state.pool, bare.state.account_id = pool, account_id
        await uvicorn.Server(uvicorn.Config(bare, port=port, access_log=False, log_level="warning")).serve()


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        uvloop.run(_serve_bare(sys.argv[2], AccountId(sys.argv[3]), int(sys.argv[4])))
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else ROWS)
