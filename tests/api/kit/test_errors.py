"""Every failure has the promised shape and says nothing about our insides."""

from __future__ import annotations

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from talkif_schemas.errors import CATALOGUE
from tests.api.conftest import Account, owner

SHAPE = {"code", "title", "status", "detail", "requestId", "errors", "meta"}


@pytest.mark.parametrize(
    ("method", "path", "content", "status", "code"),
    [
        ("GET", "/api/v1/nothing", None, 404, "not_found"),
        ("GET", "/nothing", None, 404, "not_found"),
        ("GET", "/api-keys/", None, 404, "not_found"),
        ("DELETE", "/contacts/contact_1/", None, 404, "not_found"),
        ("GET", "/healthz/", None, 404, "not_found"),
        ("PUT", "/api-keys", b"{}", 405, "method_not_allowed"),
        ("POST", "/api-keys", b'{"name": ', 400, "malformed_body"),
        ("POST", "/api-keys", b"", 400, "validation_failed"),
        ("POST", "/api-keys", b"[1]", 400, "validation_failed"),
        ("POST", "/api-keys", b"\xff\xfe", 400, "malformed_body"),
        ("POST", "/api-keys", b" " * 300_000, 413, "payload_too_large"),
        ("GET", "/api-keys?limit=101", None, 400, "validation_failed"),
        ("GET", "/api-keys?limitt=1", None, 400, "validation_failed"),
        ("GET", "/api-keys?offset=99999999999999999999", None, 400, "validation_failed"),
        ("GET", "/api-keys/key_%00", None, 400, "validation_failed"),
    ],
)
async def test_every_failure_has_the_shape(
    account: Account, method: str, path: str, content: bytes | None, status: int, code: str
) -> None:
    response = await account.send(method, path, content=content, headers={"Content-Type": "application/json"})
    body = response.json()
    assert set(body) == SHAPE
    assert (response.status_code, body["status"], body["code"]) == (status, status, code)
    assert body["title"] == CATALOGUE[code][1]
    assert response.headers["X-Request-Id"] == body["requestId"]


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/contacts", "GET, POST"),
        ("PUT", "/contacts/contact_1", "DELETE, GET, PATCH"),
        ("POST", "/calls/history", "GET"),
        ("POST", "/healthz", "GET, HEAD"),
        ("DELETE", "/api/v1/errors", "GET"),
        ("POST", "/docs", "GET"),
    ],
)
async def test_a_method_that_is_not_possible_is_told_those_that_are(
    account: Account, method: str, path: str, allowed: str
) -> None:
    response = await account.send(method, path)
    assert (response.status_code, response.headers["Allow"]) == (405, allowed)


@pytest.mark.parametrize(
    ("sent_as", "content", "field"),
    [
        ("text/plain", b'{"name": "x"}', "Content-Type"),
        ("application/x-www-form-urlencoded", b'{"name": "x"}', "Content-Type"),
        ("", b'{"name": "x"}', "Content-Type"),
        ("application/json", b'"x"', "body"),
        ("application/merge-patch+json", b"[]", "body"),
    ],
)
async def test_what_is_not_sent_as_json_is_told_so(account: Account, sent_as: str, content: bytes, field: str) -> None:
    response = await account.send("POST", "/contacts", content=content, headers={"Content-Type": sent_as})
    assert (response.status_code, [error["field"] for error in response.json()["errors"]]) == (400, [field])


async def test_a_parameter_has_one_value_unless_it_is_a_list(account: Account) -> None:
    response = await account.get("/flows?limit=1&q=a&limit=2&sort=slug&sort=name")
    errors = [(error["field"], error["code"]) for error in response.json()["errors"]]
    assert (response.status_code, errors) == (400, [("limit", "repeated"), ("sort", "repeated")])
    assert (await account.get("/calls/history?metadata=a:b&metadata=c:d")).status_code == 200


async def test_health_is_told_without_a_body_too(account: Account) -> None:
    assert [(await account.send("HEAD", path)).status_code for path in ("/healthz", "/readyz")] == [200, 200]


async def test_a_defect_shows_its_request_id_and_nothing_else(account: Account) -> None:
    async with owner(account.dsn) as connection:
        await connection.execute("ALTER TABLE api_keys RENAME COLUMN name TO secret_detail")
    response = await account.get("/api-keys")
    assert (response.status_code, response.json()["code"]) == (500, "internal_error")
    assert "secret_detail" not in response.text
    assert "column" not in response.text
    assert set(response.json()) == SHAPE


async def test_a_body_that_hides_its_length_is_bounded_too(account: Account) -> None:
    async def pieces():  # type: ignore[no-untyped-def]
        for _ in range(300):
            yield b" " * 1024

    response = await account.send("POST", "/api-keys", content=pieces())
    assert (response.status_code, response.json()["meta"]) == (413, {"maxBytes": 262_144})


async def test_an_absent_database_is_unavailable(account: Account) -> None:
    name = conninfo_to_dict(account.dsn)["dbname"]
    with psycopg.connect(account.dsn, dbname="postgres", autocommit=True) as admin:
        admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')  # type: ignore[arg-type]
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
    for path in ("/api-keys", "/readyz"):
        response = await account.get(path)
        assert (response.status_code, response.json()["code"]) == (503, "unavailable")
        assert set(response.json()) == SHAPE


async def test_the_catalogue_lists_every_code_with_its_status(account: Account) -> None:
    listed = {item["code"]: item for item in (await account.get("/api/v1/errors")).json()["errors"]}
    assert set(listed) == set(CATALOGUE)
    assert listed["flow_version_conflict"]["status"] == 409
