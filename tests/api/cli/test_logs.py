"""What servers write on standard error, read as an operator's tools read it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import httpx
import httpx2
import orjson
import pytest

from talkif_api.cli.logs import start_logging
from talkif_api.settings import LogSettings, log_settings_from
from talkif_schemas.environment import SettingsError
from talkif_schemas.log_context import belonging_to
from tests.api.conftest import Account

_log = logging.getLogger("talkif_api.kit.somewhere")


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Logging is as it was afterwards."""
    root = logging.getLogger()
    before = root.handlers, root.level
    yield
    root.handlers, root.level = before


def test_a_line_is_one_object_that_says_what_it_belongs_to(capsys: pytest.CaptureFixture[str]) -> None:
    start_logging(LogSettings("json"))
    with belonging_to(requestId="r1"), belonging_to(accountId="account_1"):
        _log.warning("two\nlines, %d things", 3, extra={"status": 503})
    _log.info("later")
    first, second = map(orjson.loads, capsys.readouterr().err.splitlines())
    assert first.pop("time").endswith("+00:00")
    assert first == {
        "level": "WARNING", "logger": "talkif_api.kit.somewhere", "message": "two\nlines, 3 things", "status": 503,
        "requestId": "r1", "accountId": "account_1",
    }  # fmt: skip
    assert "requestId" not in second


def test_secrets_are_not_in_messages_fields_or_tracebacks(capsys: pytest.CaptureFixture[str]) -> None:
    settings = log_settings_from(
        {"OPENAI_API_KEY": "4c5d6e7f-key", "TALKIF_ENCRYPTION_KEYS": "k1:c2VjcmV0,k2:b3RoZXJz"}
    )
    start_logging(LogSettings("json", settings.level, settings.secrets))
    try:
        raise ValueError("c2VjcmV0 and 4c5d6e7f-key")
    except ValueError:
        _log.exception("cannot open b3RoZXJz", extra={"header": "Bearer abcdefgh12345678"})
    text = capsys.readouterr().err
    assert "ValueError" in text
    for secret in ("c2VjcmV0", "b3RoZXJz", "4c5d6e7f-key", "abcdefgh12345678"):
        assert secret not in text


@pytest.mark.parametrize("library", [httpx, httpx2])
def test_requests_to_vendors_are_not_told(library: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """Of some the key is in the URL."""
    start_logging(LogSettings("json"))
    transport = library.MockTransport(lambda _: library.Response(200))
    with library.Client(transport=transport) as client:
        client.get("https://vendor.example.com/v1?key=secret")
    assert capsys.readouterr().err == ""


def test_a_terminal_gets_text(capsys: pytest.CaptureFixture[str]) -> None:
    start_logging(LogSettings("text"))
    with belonging_to(requestId="r1"):
        _log.error("no")
    assert capsys.readouterr().err.rstrip().endswith("ERROR   no requestId=r1")


async def test_every_request_leaves_a_line_and_health_checks_none(
    account: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    start_logging(LogSettings("json"))
    answer = await account.get("/flows/flow_none")
    await account.get("/healthz")
    text = capsys.readouterr().err
    (line,) = [entry for entry in map(orjson.loads, text.splitlines()) if "route" in entry]
    assert line["requestId"] == answer.headers["X-Request-Id"]
    assert (line["status"], line["route"]) == (404, "/api/v1/accounts/{accountId}/flows/{flowId}")
    assert line["accountId"] == account.account_id
    assert account.key not in text


@pytest.mark.parametrize(("name", "value"), [("TALKIF_LOG_FORMAT", "xml"), ("TALKIF_LOG_LEVEL", "loud")])
def test_a_wrong_variable_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"{name} .*'{value}'|{name} .*'{value.upper()}'"):
        log_settings_from({name: value})
