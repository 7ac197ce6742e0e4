"""Writing a file: all of it or nothing."""

from __future__ import annotations

import os
from pathlib import Path


def replace(target: Path, data: bytes, mode: int) -> None:
    """A reader sees the old file or the new one. Raises OSError; then there is the old one."""
    # Importing it takes longer than checking a small flow, and most runs write nothing.
    import tempfile

    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        draft.chmod(mode)
        draft.replace(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
