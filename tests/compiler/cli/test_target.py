from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from talkif_compiler.cli import commands
from tests.compiler.deploy.registry import Registry, serving

FLOW = "schema: talkif.flow/v1\nflow: {id}\nstart: b\nnodes: {{b: {{type: end}}}}\n"
COMMANDS = (
    ["versions", "a"],
    ["rollback", "a", "1.0.0", "--reason", "noise"],
    ["lock"],
    ["templates", "greeting"],
    ["publish", "flows"],
)
KEY = {"TALKIF_API_KEY": "tif_test"}
NOWHERE = "http://127.0.0.1:1"


@pytest.fixture
def registry() -> Iterator[Registry]:
    registry = Registry()
    registry.add(FLOW.format(id="a"), "1.0.0")
    with serving(registry) as registry:
        yield registry


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "a.yaml").write_text(FLOW.format(id="a"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def project(repository: Path, text: str) -> None:
    (repository / "talkif.yaml").write_text(f"schema: talkif.project/v1\n{text}", encoding="utf-8")


def something_to_fetch(repository: Path) -> None:
    """Without it, `lock` needs no API."""
    text = FLOW.format(id="b").replace("{type: end}", "{type: jump, flow: away}")
    (repository / "flows" / "b.yaml").write_text(text, encoding="utf-8")


def run(*arguments: str, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(commands, list(arguments), env=KEY if env is None else env)


def test_the_project_says_which_account_and_where(registry: Registry, repository: Path) -> None:
    project(repository, f"account: acc_1\napi: {registry.url}/\n")
    result = run("versions", "a", "--json")
    assert (result.exit_code, registry.asked) == (0, 2)


def test_the_project_of_a_folder_below_counts(
    registry: Registry, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project(repository, f"account: acc_1\napi: {registry.url}\n")
    monkeypatch.chdir(repository / "flows")
    assert run("versions", "a", "--json").exit_code == 0


def test_the_environment_wins_over_the_project_and_options_over_both(registry: Registry, repository: Path) -> None:
    project(repository, f"account: acc_9\napi: {NOWHERE}\n")
    right = {**KEY, "TALKIF_API_URL": registry.url, "TALKIF_ACCOUNT_ID": "acc_1"}
    assert run("versions", "a", "--json", env=right).exit_code == 0
    wrong = {**KEY, "TALKIF_API_URL": NOWHERE, "TALKIF_ACCOUNT_ID": "acc_9"}
    assert run("versions", "a", "--json", *registry.arguments, env=wrong).exit_code == 0
    assert "unreachable" in run("versions", "a", env=wrong).output


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_every_command_asks_the_api_of_the_project(command: list[str], repository: Path) -> None:
    something_to_fetch(repository)
    if command[0] == "publish":
        command = ["publish", "flows/a.yaml"]
    project(repository, f"account: acc_1\napi: {NOWHERE}\n")
    result = run(*command)
    assert (result.exit_code, "unreachable" in result.output) == (1, True)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_what_nothing_says_is_named_with_all_its_places(command: list[str], repository: Path) -> None:
    if command[0] == "lock":
        something_to_fetch(repository)
    project(repository, "account: acc_1\n")
    result = run(*command)
    assert result.exit_code == 2
    assert "say where the API is: --api-url, TALKIF_API_URL, or `api:` in talkif.yaml" in result.output
    project(repository, f"api: {NOWHERE}\n")
    assert "say which account: --account, TALKIF_ACCOUNT_ID, or `account:` in talkif.yaml" in run(*command).output


@pytest.mark.parametrize("command", COMMANDS[:-1], ids=lambda command: command[0])
def test_the_key_is_never_taken_from_the_project(command: list[str], repository: Path) -> None:
    something_to_fetch(repository)
    project(repository, f"account: acc_1\napi: {NOWHERE}\napi_key: tif_test\n")
    result = run(*command, env={})
    assert (result.exit_code, "say the API key: TALKIF_API_KEY, or --api-key" in result.output) == (2, True)


def test_an_address_that_cannot_be_used_is_named_with_its_line(registry: Registry, repository: Path) -> None:
    project(repository, "account: acc_1\napi: nowhere\n")
    result = run("versions", "a")
    assert (result.exit_code, "talkif.yaml:3: `nowhere` is no address" in result.output) == (2, True)
    assert run("versions", "a", "--json", "--api-url", registry.url).exit_code == 0


@pytest.mark.parametrize("arguments", [("--api-url", "nowhere"), ("--api-url", "https://["), ("--account", "a/b")])
def test_options_are_held_to_the_same(arguments: tuple[str, str], repository: Path) -> None:
    project(repository, f"account: acc_1\napi: {NOWHERE}\n")
    result = run("versions", "a", *arguments)
    assert (result.exit_code, f"`{arguments[1]}` is no " in result.output) == (2, True)


def test_a_project_that_cannot_be_read_is_named(repository: Path) -> None:
    (repository / "talkif.yaml").write_text("[\n", encoding="utf-8")
    result = run("versions", "a")
    assert (result.exit_code, "talkif.yaml:" in result.output) == (2, True)


def test_one_publish_goes_to_one_account(registry: Registry, repository: Path) -> None:
    for name in ("one", "two"):
        folder = repository / name
        folder.mkdir()
        (folder / "a.yaml").write_text(FLOW.format(id=name), encoding="utf-8")
        project(folder, f"account: {name}\napi: {registry.url}\n")
    result = run("publish", "one", "two")
    assert (result.exit_code, registry.asked) == (2, 0)
    assert "different accounts" in result.output


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_help_says_which_one_wins(command: list[str]) -> None:
    shown = " ".join(run(command[0], "--help").output.split())
    assert "[TALKIF_ACCOUNT_ID, then `account:` of talkif.yaml]" in shown
    assert "[TALKIF_API_URL, then `api:` of talkif.yaml]" in shown
