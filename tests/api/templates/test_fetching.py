"""From the account's templates to a published flow, through `talkif-flows` and the REST API on a real port."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from talkif_compiler.cli import commands
from talkif_runtime.server import serve_http
from tests.api.conftest import Account

FLOW = """\
schema: talkif.flow/v1
flow: reminder
start: greet
nodes:
  greet: {type: say, text: "{{> greeting}} Bye.", next: bye}
  bye: {type: end}
"""


@pytest.fixture
async def api(account: Account, free_port: int) -> AsyncIterator[list[str]]:
    """Arguments that name the API."""
    async with serve_http(account.app, "127.0.0.1", free_port):
        yield ["--api-url", f"http://127.0.0.1:{free_port}", "--account", account.account_id, "--api-key", account.key]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    (root / "flows").mkdir(parents=True)
    (root / "talkif.yaml").write_text("schema: talkif.project/v1\n", encoding="utf-8")
    (root / "flows" / "reminder.yaml").write_text(FLOW, encoding="utf-8")
    return root


async def run(*arguments: str) -> Result:
    return await asyncio.to_thread(CliRunner().invoke, commands, list(arguments))


async def add(account: Account, name: str, content: str) -> str:
    answer = await account.post("/prompt-templates", {"name": name, "content": content})
    return str(answer.json()["id"])


async def test_templates_become_part_of_a_flow_and_stay_as_they_were(
    account: Account, api: list[str], repository: Path
) -> None:
    await add(account, "Notice", "We record.")
    greeting = await add(account, "Greeting", "{{> notice}} Hello {{default contact.firstName 'there'}}.")
    fetched = await run("templates", "--folder", str(repository), *api)
    assert fetched.output.splitlines() == [
        "fetched  prompts/greeting.md  version 1",
        "fetched  prompts/notice.md  version 1",
    ]
    published = await run("publish", str(repository / "flows"), "--env", "production", *api)
    assert published.exit_code == 0, published.output
    await account.send("PATCH", f"/prompt-templates/{greeting}", json={"content": "Hi."})
    flow = (await account.get("/flows")).json()["flows"][0]
    version = (await account.get(f"/flows/{flow['id']}/versions/1.0.0")).json()
    assert "We record." in json.dumps(version["artifact"])
    assert "Hello " in json.dumps(version["artifact"])


async def test_a_file_that_the_author_changed_is_not_replaced_unasked(
    account: Account, api: list[str], repository: Path
) -> None:
    await add(account, "Greeting", "Hello.")
    file = repository / "prompts" / "greeting.md"
    file.parent.mkdir()
    file.write_text("My own.", encoding="utf-8")
    options = ("--folder", str(repository), *api)
    assert (await run("templates", *options)).output == ""
    refused = await run("templates", "greeting", *options)
    assert (refused.exit_code, "prompts/greeting.md" in refused.output) == (1, True)
    assert file.read_text(encoding="utf-8") == "My own."
    assert "fetched" in (await run("templates", "greeting", "--force", *options)).output
    assert file.read_text(encoding="utf-8") == "Hello."
    assert "kept" in (await run("templates", "greeting", *options)).output


async def test_a_template_that_is_not_there_is_named(api: list[str], repository: Path) -> None:
    found = await run("templates", "--folder", str(repository), *api)
    assert found.exit_code == 1
    assert "template_not_found: the account has no prompt template `greeting`" in found.output
    assert not (repository / "prompts").exists()


async def test_what_cannot_be_read_is_named_and_the_rest_is_fetched(
    account: Account, api: list[str], repository: Path
) -> None:
    await add(account, "Greeting", "Hello.")
    (repository / "flows" / "lost.yaml").symlink_to("nowhere")
    found = await run("templates", "--folder", str(repository), *api)
    assert found.exit_code == 2
    assert found.stderr == "flows/lost.yaml: it is a link that leads nowhere\n"
    assert found.stdout == "fetched  prompts/greeting.md  version 1\n"
