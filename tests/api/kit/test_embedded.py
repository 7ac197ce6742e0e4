"""The embedded server can be joined from several processes and says clearly why it does not start."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from talkif_api.kit.embedded import start_postgres
from talkif_schemas.errors import Unavailable

JOIN = """
import sys, pathlib, psycopg
from talkif_api.kit.embedded import start_postgres
dsn = start_postgres(pathlib.Path(sys.argv[1]))
print(psycopg.connect(dsn).execute("SELECT pg_postmaster_start_time()::text").fetchone()[0])
"""


@pytest.mark.slow
def test_processes_that_start_one_folder_at_once_share_a_server(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    processes = [
        subprocess.Popen([sys.executable, "-c", JOIN, str(folder)], stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    # A third process holds the server, so that the answer cannot depend on who exits first.
    dsn = start_postgres(folder)
    started = {process.communicate(timeout=60)[0] for process in processes}
    assert all(process.returncode == 0 for process in processes)
    assert len(started) == 1
    assert str(folder) in dsn or "host=" in dsn


def test_a_folder_that_cannot_be_a_data_folder_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "PG_VERSION").write_text("9.0\n")
    with pytest.raises(Unavailable, match="data does not start"):
        start_postgres(folder)
