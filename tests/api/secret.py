"""A word in every text that the first account stores, so that it is seen where it leaks; and what seals in tests."""

from __future__ import annotations

import base64
from typing import Final

from talkif_schemas.sealed import Sealer, read_keys

SECRET: Final = "hushhush"
#: Setting of every API that tests start.
ENCRYPTION_KEYS: Final = "test:" + base64.b64encode(b"e" * 32).decode()
SEALER: Final = Sealer(read_keys(ENCRYPTION_KEYS))
