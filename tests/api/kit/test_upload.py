"""Uploads: a form is the same however it arrives; what breaks off leaves nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import Request

from talkif_api.kit import upload as uploads
from talkif_api.kit.storage import Storage, open_store
from talkif_api.kit.upload import received
from talkif_schemas.errors import Invalid, Unavailable
from talkif_schemas.ids import AccountId

FORM = (
    b'--x\r\nContent-Disposition: form-data; name="tags"\r\n\r\nvip,gold\r\n'
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="people.csv"\r\nContent-Type: text/csv\r\n\r\n'
    b"name\r\n--y\r\nAna\r\n--x--\r\n"
)


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(open_store(f"file:{tmp_path}"), public_url="", signing_key=b"", clock=lambda: 0.0)


def request(storage: Storage, chunks: list[bytes], content_type: str, *, breaks_off: bool = False) -> Request:
    async def arriving() -> AsyncIterator[dict[str, Any]]:
        for chunk in chunks:
            yield {"type": "http.request", "body": chunk, "more_body": True}
        if breaks_off:
            yield {"type": "http.disconnect"}
        yield {"type": "http.request", "body": b"", "more_body": False}

    messages = arriving()
    app = SimpleNamespace(state=SimpleNamespace(storage=storage, max_upload_bytes=1_000_000))
    scope = {"type": "http", "headers": [(b"content-type", content_type.encode())], "app": app, "state": {}}
    return Request(scope, receive=messages.__anext__)


def stored(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("size", [1, 2, 7, 64, 1000])
async def test_a_form_is_the_same_however_it_arrives(storage: Storage, tmp_path: Path, size: int) -> None:
    chunks = [FORM[start : start + size] for start in range(0, len(FORM), size)]
    async with received(request(storage, chunks, "multipart/form-data; boundary=x"), AccountId("account_1")) as upload:
        upload.is_kept = True
    assert (upload.content_type, upload.file_name, upload.fields) == ("text/csv", "people.csv", {"tags": "vip,gold"})
    assert stored(tmp_path) == [b"name\r\n--y\r\nAna"]
    assert b"".join(storage.read(upload.key)) == b"name\r\n--y\r\nAna"


async def test_a_body_is_a_file(storage: Storage, tmp_path: Path) -> None:
    async with received(request(storage, [b"a", b"b"], "text/csv; charset=utf-8"), AccountId("account_1")) as upload:
        assert (upload.content_type, upload.size_bytes) == ("text/csv", 2)
        assert stored(tmp_path) == [b"ab"]
    assert stored(tmp_path) == []


async def test_what_breaks_off_leaves_nothing(storage: Storage, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="before it was complete"):
        async with received(request(storage, [b"a"], "text/csv", breaks_off=True), AccountId("account_1")):
            pass
    assert stored(tmp_path) == []


async def test_a_request_that_fails_leaves_nothing(storage: Storage, tmp_path: Path) -> None:
    for is_kept in (False, True):
        with pytest.raises(ZeroDivisionError):
            await fail_with_a_file(storage, is_kept=is_kept)
        assert stored(tmp_path) == []


async def fail_with_a_file(storage: Storage, *, is_kept: bool) -> None:
    async with received(request(storage, [b"a"], "text/csv"), AccountId("account_1")) as upload:
        upload.is_kept = is_kept
        raise ZeroDivisionError


async def test_a_store_that_does_not_delete_takes_away_no_answer(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(key: str) -> None:
        raise Unavailable("unavailable", "The file store does not answer.")

    monkeypatch.setattr(storage, "delete", fails)
    async with received(request(storage, [b"a"], "text/csv"), AccountId("account_1")):
        pass
    with pytest.raises(ZeroDivisionError):
        await fail_with_a_file(storage, is_kept=False)


async def test_a_client_that_stops_sending_is_given_up(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "_SILENCE_S", 0.001)

    async def silence() -> Any:
        await asyncio.Event().wait()

    asked = request(storage, [], "text/csv")
    asked._receive = silence
    with pytest.raises(Invalid, match="before it was complete"):
        async with received(asked, AccountId("account_1")):
            pass


@pytest.mark.parametrize(
    "form",
    [
        FORM[:-6],
        FORM.replace(b'; filename="people.csv"', b"").replace(b'"file"', b'"data"'),
        FORM.replace(b"--x--", b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nmore\r\n--x--'),
        FORM.replace(b"vip,gold", b"a" * 70_000),
        b"--x\r\nno header\r\n",
    ],
)
async def test_a_form_that_cannot_be_read_is_refused(storage: Storage, tmp_path: Path, form: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        async with received(request(storage, [form], "multipart/form-data; boundary=x"), AccountId("account_1")):
            pass
    assert refused.value.code == "malformed_body"
    assert stored(tmp_path) == []
