"""The reference in a real browser that reaches nothing but this machine."""

from __future__ import annotations

import asyncio
import re
import shutil
from pathlib import Path

import pytest
from fastapi import FastAPI

from talkif_runtime.server import serve_http
from tests.api.conftest import Account

_BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


async def test_the_page_and_its_parts_need_no_key_and_no_other_host(account: Account) -> None:
    page = await account.get("/docs", headers={"Authorization": ""})
    parts = re.findall(r'(?:src|href)="(docs/[^"]+)"', page.text)
    assert len(parts) == 3
    assert "//" not in page.text.replace("<!doctype", "")
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "http" not in policy
    for part in parts:
        answer = await account.get(f"/{part}", headers={"Authorization": ""})
        assert (answer.status_code, answer.headers["X-Content-Type-Options"]) == (200, "nosniff")


async def shown(app: FastAPI, port: int, profile: Path, place: str = "") -> str:
    """What the page holds once its scripts have run; `place` is what stands behind `#` in the address."""
    assert _BROWSER is not None
    async with serve_http(app, "127.0.0.1", port):
        browser = await asyncio.create_subprocess_exec(
            _BROWSER,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--no-first-run",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            f"--user-data-dir={profile}",
            "--virtual-time-budget=20000",
            "--dump-dom",
            f"http://127.0.0.1:{port}/docs#{place}",
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        page, complaints = await asyncio.wait_for(browser.communicate(), timeout=60)
    assert page, complaints[-2000:]
    return page.decode()


@pytest.mark.skipif(_BROWSER is None, reason="no Chromium on this machine")
async def test_a_browser_shows_every_operation(app: FastAPI, account: Account, free_port: int, tmp_path: Path) -> None:
    page = await shown(app, free_port, tmp_path)
    operations = sum(len(operations) for operations in app.openapi()["paths"].values())
    assert page.count('class="opblock ') == operations, page[:2000]
    assert "publishFlow" in page


@pytest.mark.skipif(_BROWSER is None, reason="no Chromium on this machine")
async def test_a_browser_shows_a_body_that_depends_on_its_type(
    app: FastAPI, account: Account, free_port: int, tmp_path: Path
) -> None:
    page = await shown(app, free_port, tmp_path, place="/providers/createProvider")
    assert page.count('class="opblock-body"') == 1
    assert "AC0123456789abcdef0123456789abcdef" in page
    assert "account_01981f2e9b7c7d3f8a4b5c6d7e8f9a0b" in page
    assert "Could not resolve" not in page
