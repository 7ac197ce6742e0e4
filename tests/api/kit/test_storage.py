"""Links to stored files open for a while, and only as they were made."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from obstore.store import S3Store

from talkif_api.kit.storage import Storage, open_store
from talkif_schemas.errors import NotFound, Unavailable
from tests.api.conftest import ORIGIN, Account, Wall


@pytest.fixture
def storage(files_folder: Path, wall: Wall) -> Storage:
    store = open_store(f"file:{files_folder}")
    (files_folder / "recordings").mkdir()
    (files_folder / "recordings" / "call 1.wav").write_bytes(b"RIFF" + b"\0" * 600_000)
    return Storage(store, public_url=ORIGIN, signing_key=b"k" * 32, clock=wall)


async def test_a_link_opens_the_file(account: Account, storage: Storage) -> None:
    url = await storage.reading_url("recordings/call 1.wav", expires_in_s=300)
    response = await account.get(url.removeprefix(ORIGIN), headers={"Authorization": ""})
    assert (response.status_code, len(response.content)) == (200, 600_004)
    assert response.headers["Content-Type"] == "audio/wav"


async def test_a_link_closes(account: Account, storage: Storage, wall: Wall) -> None:
    url = await storage.reading_url("recordings/call 1.wav", expires_in_s=300)
    wall.seconds += 301
    assert (await account.get(url.removeprefix(ORIGIN))).status_code == 404


@pytest.mark.parametrize(
    ("old", "new"),
    [("call%201", "call%202"), ("expires=1", "expires=2"), ("signature=", "signature=%C3%A9")],
)
async def test_a_forged_link_stays_closed(account: Account, storage: Storage, old: str, new: str) -> None:
    url = await storage.reading_url("recordings/call 1.wav", expires_in_s=300)
    response = await account.get(url.removeprefix(ORIGIN).replace(old, new))
    assert response.status_code == 404


async def test_a_file_that_is_gone_has_no_link(storage: Storage) -> None:
    with pytest.raises(NotFound):
        await storage.reading_url("recordings/other.wav", expires_in_s=300)


def cloud(port: int, wall: Wall) -> Storage:
    store = S3Store(
        "calls",
        endpoint=f"http://127.0.0.1:{port}",
        access_key_id="id",
        secret_access_key="secret",
        region="eu-central-1",
        client_options={"allow_http": True},
        retry_config={"max_retries": 0},
    )
    return Storage(store, public_url=ORIGIN, signing_key=b"k" * 32, clock=wall)


async def test_a_cloud_store_signs_its_links_itself(wall: Wall) -> None:
    async def there(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nETag: x\r\nLast-Modified: Mon, 23 Nov 2026 00:00:00 GMT\r\n\r\n"
        )
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(there, "127.0.0.1", 0) as server:
        url = await cloud(server.sockets[0].getsockname()[1], wall).reading_url("call.wav", expires_in_s=300)
    assert "/calls/call.wav?" in url
    assert "X-Amz-Expires=300" in url
    assert "X-Amz-Signature=" in url


async def test_a_cloud_store_that_does_not_answer_is_unavailable(wall: Wall) -> None:
    with pytest.raises(Unavailable):
        await cloud(1, wall).reading_url("call.wav", expires_in_s=300)
