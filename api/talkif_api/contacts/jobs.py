"""What a worker does for contacts: imports, and tidying up after them."""

from __future__ import annotations

from typing import Final

from ..kit.jobs import Parts, Periodic, Task
from ..kit.upload import FOLDER
from .importing import IMPORT, run

#: Imports that have not moved for a day are given up, so nobody needs an older file.
_UPLOADS_KEPT_S: Final = 3 * 24 * 3600.0


async def tidy_imports(parts: Parts) -> None:
    """Give up imports whose job is lost, and delete files that a crash has left behind."""
    async with parts.database.connection() as connection:
        await connection.execute("SELECT give_up_contact_imports()")
    await parts.storage.delete_older(FOLDER, age_s=_UPLOADS_KEPT_S)


TASKS: Final = (Task(IMPORT, run),)
PERIODIC: Final = (Periodic("contacts.tidy_imports", "41 * * * *", tidy_imports),)
