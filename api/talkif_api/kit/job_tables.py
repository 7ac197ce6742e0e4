"""The tables and functions of procrastinate, in the schema `jobs`, at the version of the installed library.

The library ships its whole schema, and a file for each change since. A new database gets the whole; an older one gets
the files that it has not seen. https://procrastinate.readthedocs.io/en/stable/howto/production/migrations.html
"""

from __future__ import annotations

from importlib import resources
from typing import Any

from procrastinate.schema import SchemaManager
from psycopg import Connection

SCHEMA = "jobs"


def bring_up_to_date(connection: Connection[Any]) -> None:
    """Inside the transaction of the migrations. Does nothing where no migration has made the schema yet."""
    row = connection.execute("SELECT to_regnamespace(%s) IS NOT NULL", (SCHEMA,)).fetchone()
    if row is None or not row[0]:
        return
    connection.execute("SELECT set_config('search_path', %s, true)", (SCHEMA,))
    connection.execute("CREATE TABLE IF NOT EXISTS library_migrations (name text PRIMARY KEY)")
    seen = {name for (name,) in connection.execute("SELECT name FROM library_migrations").fetchall()}
    files = _files()
    if not seen:
        connection.execute(SchemaManager.get_schema().encode())
    else:
        for name in sorted(files.keys() - seen):
            connection.execute(files[name].encode())
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO library_migrations (name) VALUES (%s)", [(name,) for name in sorted(files.keys() - seen)]
        )
    # What a new job is to wait for is asked with every job.
    connection.execute(
        """
        CREATE INDEX IF NOT EXISTS jobs_of_an_account ON procrastinate_jobs
          (queue_name, task_name, (args ->> 'account_id'), ((scheduled_at IS NULL)::int), priority)
        WHERE status = 'todo'
        """
    )
    connection.execute("RESET search_path")


def _files() -> dict[str, str]:
    """Name -> SQL. Names start with the version, so that they sort."""
    folder = resources.files("procrastinate") / "sql" / "migrations"
    return {entry.name: entry.read_text(encoding="utf-8") for entry in folder.iterdir() if entry.name.endswith(".sql")}
