"""Import of a million contacts beside a bare COPY of the same rows, and lists of them. Argument: number of rows."""

from __future__ import annotations

import asyncio
import csv
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from talkif_api.accounts import store
from talkif_api.contacts import import_store, importing, listing
from talkif_api.kit.embedded import start_postgres
from talkif_api.kit.jobs import Parts
from talkif_api.kit.migrate import migrate
from talkif_api.settings import Settings
from talkif_api.worker import open_parts
from talkif_schemas.ids import AccountId, new_account_id
from talkif_schemas.resources.contact_imports import ImportOptions
from talkif_schemas.resources.contacts import ContactQuery

HEADER = ("externalId", "firstName", "lastName", "phone", "email", "company", "tags", "dealStage", "seats")
FIRST = ("Ana", "Sarah", "Mahmoud", "Li", "Olga", "Peter", "Ines", "Noor", "Tom", "Kofi", "Yuki", "Eva")
LAST = ("Chen", "Smith", "Garcia", "Okafor", "Weber", "Tanaka", "Rossi", "Novak", "Silva", "Khan")
LISTS: dict[str, dict[str, Any]] = {
    "first page": {},
    "page in the middle": {"offset": 500_000},
    "last page": {"offset": 999_980},
    "by last name": {"sort": "lastName"},
    "changed since, all": {"updated_since": "2020-01-01T00:00:00Z"},
    "a common tag": {"tags": "lead"},
    "two common tags, all": {"tags": "lead,batch7", "tag_mode": "all"},
    "a word that few have": {"q": "chen912345"},
    "a word that many have": {"q": "garcia"},
    "digits of a number": {"q": "5551234"},
}


def rows(count: int) -> Iterator[tuple[str, ...]]:
    for n in range(count):
        first, last = FIRST[n % len(FIRST)], LAST[n // 7 % len(LAST)]
        phone = f"+1415{2_000_000 + n * 7919 % 7_999_999}"
        tags = "lead" if n % 3 else f"lead,batch{n % 50}"
        yield (
            f"crm-{n}",
            first,
            f"{last}{n}",
            phone,
            f"{first}.{last}{n}@example.com",
            "Acme Corp",
            tags,
            "won",
            str(n % 90),
        )


def settings(dsn: str, folder: Path) -> Settings:
    return Settings(dsn, b"k" * 32, {"bench": b"e" * 32}, storage_url=f"file:{folder}")


@asynccontextmanager
async def measured() -> AsyncIterator[dict[str, float]]:
    figures: dict[str, float] = {}
    start_s, start_cpu_s = time.perf_counter(), time.process_time()
    yield figures
    figures["wall_s"], figures["cpu_s"] = time.perf_counter() - start_s, time.process_time() - start_cpu_s


def worker(dsn: str, folder: Path, account_id: AccountId, import_id: str, answer: Any) -> None:
    """In a process of its own, so that its memory is its own."""

    async def run() -> dict[str, float]:
        async with open_parts(settings(dsn, folder)) as parts, measured() as figures:
            await importing.run(parts, account_id, import_id)
        return figures

    figures = asyncio.run(run())
    answer.put(figures | {"peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024})


def bare_copy(dsn: str, count: int) -> float:
    """Seconds for the same rows into a table without any index."""
    with psycopg.connect(dsn) as connection:
        connection.execute("CREATE TABLE bare ({})".format(", ".join(f"{name} text" for name in HEADER)))
        start_s = time.perf_counter()
        with connection.cursor().copy("COPY bare FROM STDIN") as copy:
            for row in rows(count):
                copy.write_row(row)
        connection.commit()
        took_s = time.perf_counter() - start_s
        connection.execute("DROP TABLE bare")
    return took_s


async def imported(parts: Parts, dsn: str, folder: Path, account_id: AccountId, count: int) -> dict[str, float]:
    async def file() -> AsyncIterator[bytes]:
        lines: list[str] = []
        text = csv.writer(type("Lines", (), {"write": staticmethod(lines.append)}))
        text.writerow(HEADER)
        for number, row in enumerate(rows(count)):
            text.writerow(row)
            if number % 10_000 == 0:
                yield "".join(lines).encode()
                lines.clear()
        yield "".join(lines).encode()

    await parts.storage.save("uploads/bench", file())
    options = ImportOptions(format="csv", duplicate_strategy="update", duplicate_key="phone")
    async with parts.database.transaction(account_id) as tx:
        import_id = await import_store.insert(tx, account_id, "uploads/bench", options.model_dump(by_alias=True))
    context = multiprocessing.get_context("spawn")
    answer: Any = context.Queue()
    process = context.Process(target=worker, args=(dsn, folder, account_id, import_id, answer))
    process.start()
    figures: dict[str, float] = await asyncio.to_thread(answer.get)
    process.join()
    async with parts.database.transaction(account_id) as tx:
        done = await import_store.find(tx, account_id, import_id)
    assert (done.status, done.processed) == ("completed", count), done
    return figures


async def lists(parts: Parts, account_id: AccountId) -> None:
    for name, filters in LISTS.items():
        query = ContactQuery(**filters)
        times_ms = []
        for _ in range(5):
            async with parts.database.transaction(account_id) as tx:
                start_s = time.perf_counter()
                _, meta = await listing.list_page(tx, account_id, query)
                times_ms.append((time.perf_counter() - start_s) * 1000)
        total = f"{meta.total:,}" if meta.total_is_exact else f"over {meta.total:,}"
        print(f"list, {name:<26} best of 5: {min(times_ms):7.1f} ms   total {total}")


async def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        dsn = os.environ.get("TALKIF_DATABASE_URL") or start_postgres(Path(folder) / "postgres")
        name = f"contacts_bench_{os.getpid()}"
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        dsn = make_conninfo(dsn, dbname=name)
        migrate(dsn)
        account_id = new_account_id()
        async with await psycopg.AsyncConnection.connect(dsn) as connection:
            await store.insert_account(connection, account_id, "Bench", "UTC")  # type: ignore[arg-type]
        copy_s = bare_copy(dsn, count)
        async with open_parts(settings(dsn, Path(folder) / "files")) as parts:
            figures = await imported(parts, dsn, Path(folder) / "files", account_id, count)
            print(f"bare COPY  {count:,} rows in {copy_s:.1f} s, {count / copy_s:,.0f} rows/s")
            print(
                f"import     {count:,} rows in {figures['wall_s']:.1f} s, {count / figures['wall_s']:,.0f} rows/s, "
                f"{figures['wall_s'] / copy_s:.1f} times the COPY; worker: {figures['cpu_s']:.1f} s CPU, "
                f"{figures['peak_mb']:.0f} MB at most"
            )
            with psycopg.connect(dsn, autocommit=True) as connection:
                connection.execute("VACUUM ANALYZE contacts, contact_tags, list_counts")
            await lists(parts, account_id)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
