from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from talkif_compiler.cli import commands
from talkif_compiler.files.json_schema import FILES, file_schema
from talkif_compiler.source import SourceFile
from talkif_compiler.syntax.document import plain_data
from talkif_compiler.syntax.parse import parse
from tests.compiler.files.test_json_schema import schema_errors


def run(*arguments: str) -> Result:
    return CliRunner().invoke(commands, list(arguments))


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    assert run("init", "shop").exit_code == 0
    monkeypatch.chdir(tmp_path / "shop")
    return tmp_path / "shop"


def test_a_new_repository_is_clean_at_once(repository: Path) -> None:
    validated = run("validate", ".", "--fail-on", "info")
    assert (validated.exit_code, "nothing found" in validated.output) == (0, True), validated.output
    assert run("fmt", "--check", ".").exit_code == 0
    assert run("build", ".", "--out", "build", "--env", "staging").exit_code == 0


@pytest.mark.parametrize(
    ("kind", "path"),
    [("flow", "flows/front-desk.yaml"), ("test", "flows/front-desk.test.yaml"), ("project", "talkif.yaml")],
)
def test_editors_accept_every_file(repository: Path, kind: str, path: str) -> None:
    text = (repository / path).read_text(encoding="utf-8")
    assert schema_errors(text, kind) == []
    header = text.partition("\n")[0].partition("$schema=")[2]
    assert ((repository / path).parent / header).resolve().is_file()


def test_editors_find_the_schemas(repository: Path) -> None:
    for kind in FILES:
        stored = json.loads((repository / ".talkif" / "schemas" / f"{kind}.schema.json").read_text(encoding="utf-8"))
        assert stored == file_schema(kind)
    settings = json.loads((repository / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    assert all((repository / path).is_file() for path in settings["yaml.schemas"])


def test_ci_runs_commands_that_there_are(repository: Path) -> None:
    workflow = yaml.safe_load((repository / ".github" / "workflows" / "flows.yml").read_text(encoding="utf-8"))
    steps = [step["run"] for step in workflow["jobs"]["check"]["steps"] if "run" in step]
    for command in (step.split() for step in steps if step.startswith("talkif-flows")):
        assert run(*command[1:]).exit_code == 0, command


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "talkif.yaml").write_text("mine", encoding="utf-8")
    result = run("init", str(tmp_path))
    assert (result.exit_code, "talkif.yaml would be overwritten" in result.output) == (2, True)
    assert [path.name for path in tmp_path.iterdir()] == ["talkif.yaml"]


def test_its_test_names_what_the_flow_has(repository: Path) -> None:
    def data(path: str) -> dict[str, object]:
        document, _ = parse(SourceFile(path, (repository / path).read_text(encoding="utf-8")))
        assert document is not None
        found = plain_data(document)
        assert isinstance(found, dict)
        return found

    flow, tests = data("flows/front-desk.yaml"), json.dumps(data("flows/front-desk.test.yaml"))
    named = {part.split('"')[0] for part in tests.split('"node": "')[1:]}
    assert named <= set(flow["nodes"])  # type: ignore[call-overload]
    assert tests.startswith('{"schema": "talkif.test/v1", "flow": "front-desk"')
