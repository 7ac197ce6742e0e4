from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from talkif_compiler.cli import commands
from talkif_compiler.pipeline import compile_flow
from talkif_compiler.repository.project import load_bundle
from tests.compiler.deploy.registry import Registry, serving

IDENTITY = """\
schema: talkif.flow/v1
flow: identity
variables: {name: {type: string}}
outputs: [name]
outcomes: [known, unknown]
start: ask
nodes:
  ask: {type: collect, into: name, ask: "Who are you?", next: [{on: done, to: known}, {on: gave_up, to: unknown}]}
  known: {type: end, outcome: known}
  unknown: {type: end, outcome: unknown}
"""
SHOP = """\
schema: talkif.flow/v1
flow: shop
start: verify
nodes:
  verify:
    type: subflow
    flow: identity
    version: ^1.1
    next: [{on: "exit:known", to: bye}, {on: "exit:unknown", to: bye}]
  bye: {type: end}
"""


@pytest.fixture
def registry() -> Iterator[Registry]:
    registry = Registry()
    for version in ("1.0.0", "1.1.0", "1.2.0", "2.0.0"):
        registry.add(IDENTITY.replace("Who are you?", f"Who are you, in {version}?"), version)
    with serving(registry):
        yield registry


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / "talkif.yaml").write_text("schema: talkif.project/v1\n", encoding="utf-8")
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "shop.yaml").write_text(SHOP, encoding="utf-8")
    return tmp_path


def lock(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(commands, ["lock", str(folder), *arguments])


def locked(folder: Path) -> dict[str, str]:
    flows = json.loads((folder / "talkif.lock").read_text(encoding="utf-8"))["flows"]
    return {flow: item["version"] for flow, item in flows.items()}


def test_the_newest_version_that_flows_accept_is_kept_beside_them(registry: Registry, repository: Path) -> None:
    result = lock(repository, *registry.arguments)
    assert (result.exit_code, result.output.split()[:3]) == (0, ["fetched", "identity", "1.2.0"])
    compilation = compile_flow(load_bundle(repository, "flows/shop.yaml"), "flows/shop.yaml")
    assert compilation.diagnostics == ()
    assert compilation.artifact is not None
    assert list(compilation.artifact.flows) == ["identity"]
    assert lock(repository, "--check").exit_code == 0


def test_a_version_is_found_however_many_came_after_it(registry: Registry, repository: Path) -> None:
    versions = registry.versions["identity"]
    versions |= {f"2.{minor}.0": versions["1.2.0"] | {"version": f"2.{minor}.0"} for minor in range(100)}
    assert lock(repository, *registry.arguments).exit_code == 0
    assert locked(repository) == {"identity": "1.2.0"}


def test_what_is_locked_stays_until_an_update_is_asked_for(registry: Registry, repository: Path) -> None:
    lock(repository, *registry.arguments)
    registry.add(IDENTITY.replace("Who are you?", "And you are?"), "1.3.0")
    asked = registry.asked
    assert lock(repository, *registry.arguments).output.split()[:3] == ["kept", "identity", "1.2.0"]
    assert registry.asked == asked
    lock(repository, *registry.arguments, "--update")
    assert locked(repository) == {"identity": "1.3.0"}
    assert [path.name for path in (repository / "imports").iterdir()] == ["identity@1.3.0.json"]


def test_a_changed_file_is_found_and_fetched_again(registry: Registry, repository: Path) -> None:
    lock(repository, *registry.arguments)
    file = repository / "imports" / "identity@1.2.0.json"
    file.write_text(file.read_text(encoding="utf-8").replace("Who", "Why"), encoding="utf-8")
    rules = [
        found.rule for found in compile_flow(load_bundle(repository, "flows/shop.yaml"), "flows/shop.yaml").diagnostics
    ]
    assert rules == ["unknown-flow"]
    assert lock(repository, "--check").exit_code == 1
    lock(repository, *registry.arguments)
    assert lock(repository, "--check").exit_code == 0


def test_a_flow_that_is_needed_no_more_is_let_go(registry: Registry, repository: Path) -> None:
    lock(repository, *registry.arguments)
    (repository / "flows" / "identity.yaml").write_text(IDENTITY, encoding="utf-8")
    assert "no flow needs it" in lock(repository, "--check").output
    lock(repository, *registry.arguments)
    assert locked(repository) == {}
    assert list((repository / "imports").iterdir()) == []


def test_versions_that_cannot_be_read_are_told(registry: Registry, repository: Path) -> None:
    lock(repository, *registry.arguments)
    (repository / "flows" / "shop.yaml").write_text(SHOP.replace("^1.1", "newest"), encoding="utf-8")
    result = lock(repository, *registry.arguments)
    assert (result.exit_code, "errors that hide which flows it runs" in result.output) == (1, True)


def test_no_version_that_will_do_is_an_error_and_nothing_is_written(registry: Registry, repository: Path) -> None:
    (repository / "flows" / "shop.yaml").write_text(SHOP.replace("^1.1", "^3"), encoding="utf-8")
    result = lock(repository, *registry.arguments)
    assert (result.exit_code, "no published version of `identity` is in `^3`" in result.output) == (1, True)
    (repository / "flows" / "shop.yaml").write_text(SHOP.replace("identity", "identify"), encoding="utf-8")
    assert "no flow `identify`" in lock(repository, *registry.arguments).output
    assert not (repository / "talkif.lock").exists()


def test_an_artifact_that_is_not_what_its_digest_says_is_refused(registry: Registry, repository: Path) -> None:
    registry.versions["identity"]["1.2.0"]["artifact"]["name"] = "Somebody else"
    assert "not what its digest says" in lock(repository, *registry.arguments).output
    registry.versions["identity"]["1.2.0"]["artifact"] = {"format": "talkif.artifact/v9"}
    assert "cannot be read" in lock(repository, *registry.arguments).output


def templates(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(commands, ["templates", "--folder", str(folder), *arguments])


def locked_templates(folder: Path) -> dict[str, int]:
    found = json.loads((folder / "talkif.lock").read_text(encoding="utf-8")).get("templates", {})
    return {slug: item["version"] for slug, item in found.items()}


def test_the_version_of_a_prompt_template_is_locked_beside_the_flows(registry: Registry, repository: Path) -> None:
    lock(repository, *registry.arguments)
    registry.templates["tone"] = (3, "Be kind.")
    assert templates(repository, "tone", *registry.arguments).exit_code == 0
    assert (locked(repository), locked_templates(repository)) == ({"identity": "1.2.0"}, {"tone": 3})
    assert lock(repository, "--check").exit_code == 0
    lock(repository, *registry.arguments, "--update")
    assert locked_templates(repository) == {"tone": 3}
    registry.templates["tone"] = (4, "Be brief.")
    assert templates(repository, "tone", *registry.arguments).exit_code == 1
    assert locked_templates(repository) == {"tone": 3}
    assert templates(repository, "tone", "--force", *registry.arguments).exit_code == 0
    assert locked_templates(repository) == {"tone": 4}
    compilation = compile_flow(load_bundle(repository, "flows/shop.yaml"), "flows/shop.yaml")
    assert compilation.diagnostics == ()


@pytest.mark.parametrize("text", ["Be loud.", None])
def test_a_template_whose_file_has_another_text_is_found_and_let_go(
    registry: Registry, repository: Path, text: str | None
) -> None:
    registry.templates["tone"] = (3, "Be kind.")
    lock(repository, *registry.arguments)
    templates(repository, "tone", *registry.arguments)
    file = repository / "prompts" / "tone.md"
    file.unlink()
    if text is not None:
        file.write_text(text, encoding="utf-8")
    result = lock(repository, "--check")
    assert (result.exit_code, "prompts/tone.md is not version 3 of the template tone" in result.output) == (1, True)
    lock(repository, *registry.arguments)
    assert locked_templates(repository) == {}
    assert lock(repository, "--check").exit_code == 0


def test_templates_write_nothing_into_a_lock_file_that_cannot_be_read(registry: Registry, repository: Path) -> None:
    registry.templates["tone"] = (3, "Be kind.")
    (repository / "talkif.lock").write_text("{}", encoding="utf-8")
    result = templates(repository, "tone", *registry.arguments)
    assert (result.exit_code, "lock_invalid" in result.output) == (1, True)
    assert not (repository / "prompts" / "tone.md").exists()


def test_without_an_api_only_a_check_is_possible(repository: Path) -> None:
    assert lock(repository).exit_code == 2
    assert lock(repository, "--check").output == "identity is not locked\n"


def test_no_api_is_needed_where_nothing_has_to_be_fetched(registry: Registry, repository: Path) -> None:
    lock(repository, *registry.arguments)
    assert lock(repository).output.split()[:3] == ["kept", "identity", "1.2.0"]
    (repository / "flows" / "identity.yaml").write_text(IDENTITY, encoding="utf-8")
    result = lock(repository)
    assert (result.exit_code, result.output) == (0, "no flow imports another one\n")
    assert locked(repository) == {}
    assert lock(repository, "--check").exit_code == 0


@pytest.mark.parametrize(
    ("text", "code", "reason"),
    [
        (None, 2, "flows/shop.yaml: it is a pipe, not a file"),
        (SHOP + "x: [\n", 1, "flows/shop.yaml: it has errors that hide which flows it runs; validate it"),
        (SHOP.replace("subflow", "subflw"), 1, "flows/shop.yaml: it has errors that hide which flows it runs"),
    ],
)
def test_nothing_is_let_go_while_a_flow_cannot_be_read(
    registry: Registry, repository: Path, text: str | None, code: int, reason: str
) -> None:
    lock(repository, *registry.arguments)
    before = locked(repository)
    shop = repository / "flows" / "shop.yaml"
    shop.unlink()
    if text is None:
        os.mkfifo(shop)
    else:
        shop.write_text(text, encoding="utf-8")
    registry.add(IDENTITY.replace("flow: identity", "flow: other"), "1.0.0")
    other = SHOP.replace("identity", "other").replace("flow: shop", "flow: store").replace("^1.1", "^1")
    (repository / "flows" / "store.yaml").write_text(other, encoding="utf-8")
    checked = lock(repository, "--check")
    assert (checked.exit_code, checked.stdout) == (code, "other is not locked\n")
    result = lock(repository, *registry.arguments)
    assert result.exit_code == code
    assert reason in result.stderr
    assert locked(repository) == {**before, "other": "1.0.0"}
    assert (repository / "imports" / "identity@1.2.0.json").exists()


def test_an_import_that_is_no_file_is_fetched_again(registry: Registry, repository: Path) -> None:
    lock(repository, *registry.arguments)
    file = repository / "imports" / "identity@1.2.0.json"
    file.unlink()
    os.mkfifo(file)
    assert "will not do" in lock(repository, "--check").output
    assert lock(repository, *registry.arguments).exit_code == 0
    assert file.is_file()
