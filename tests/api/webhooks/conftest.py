"""A receiver that runs, and a clock that it believes."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator

import pytest

from talkif_runtime.server import serve_http
from tests.api.conftest import Wall
from tests.api.receiver import Receiver


@pytest.fixture
def wall() -> Wall:
    """The reference library wants messages that were signed just now."""
    return Wall(time.time())


@pytest.fixture
async def receiver(free_port: int) -> AsyncIterator[Receiver]:
    receiver = Receiver()
    async with serve_http(receiver.app(), "127.0.0.1", free_port):
        yield receiver
