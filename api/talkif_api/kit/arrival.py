"""Bodies that fit into memory: how they are waited for.

A small one is read before the key is looked at, so that this costs no round trip of its own. No more than that is held
of who has not shown a key.
"""

from __future__ import annotations

import asyncio
from typing import Final

from fastapi import Request
from starlette.requests import ClientDisconnect

from talkif_schemas.errors import Invalid, TalkifError, TooLarge

#: As much as the server below holds of a connection anyway.
SMALL_BYTES: Final = 64 * 1024
#: Within which a body has to be there.
BODY_S: Final = 60.0


def is_small(request: Request) -> bool:
    """Whether the client has said so, and is held to it by the server below."""
    announced = request.headers.get("Content-Length", "0")
    return "Transfer-Encoding" not in request.headers and announced.isdigit() and int(announced) <= SMALL_BYTES


async def read_body(request: Request) -> TalkifError | None:
    """Keep the body in the request. Returns why it cannot be had, which is told to who has a key alone."""
    try:
        async with asyncio.timeout(BODY_S):
            await request.body()
    except TooLarge as error:
        return error
    except TimeoutError:
        return Invalid("malformed_body", f"The body was not complete within {BODY_S:g} seconds.")
    except ClientDisconnect:
        return Invalid("malformed_body", "The request ended before it was complete.")
    return None
