"""Writes the OpenAPI document that ships with the contracts: `python -m talkif_api.openapi_file PATH`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from .app import description


def text() -> str:
    """The file's content."""
    return json.dumps(description(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(text(), encoding="utf-8", newline="\n")
