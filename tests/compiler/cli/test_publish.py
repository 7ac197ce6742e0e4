from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from talkif_compiler.cli import commands
from tests.compiler.deploy.registry import Registry, serving

GOOD = "schema: talkif.flow/v1\nflow: {id}\nstart: b\nnodes: {{b: {{type: end}}}}\n"
BAD = GOOD.replace("start: b", "start: c")


@pytest.fixture
def registry() -> Iterator[Registry]:
    with serving(Registry()) as registry:
        yield registry


def publish(registry: Registry, *paths: Path) -> Result:
    return CliRunner().invoke(commands, ["publish", *map(str, paths), *registry.arguments])


def test_one_error_and_nothing_is_sent(registry: Registry, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD.format(id="a"), encoding="utf-8")
    (tmp_path / "b.yaml").write_text(BAD.format(id="b"), encoding="utf-8")
    result = publish(registry, tmp_path)
    assert (result.exit_code, registry.asked) == (1, 0)
    assert "there is no node `c`" in result.output
    assert "2 flows checked, 1 error found" in result.output


def test_a_flow_that_cannot_be_read_is_an_error(registry: Registry, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD.format(id="a"), encoding="utf-8")
    os.mkfifo(tmp_path / "pipe.yaml")
    result = publish(registry, tmp_path)
    assert (result.exit_code, registry.asked) == (1, 0)
    assert "it is a pipe, not a file" in result.output


def test_paths_without_a_flow_are_wrong_use(registry: Registry, tmp_path: Path) -> None:
    (tmp_path / "a.test.yaml").write_text("flow: a\ntests: []\n", encoding="utf-8")
    for paths, reason in ((tmp_path, "there is no flow"), (tmp_path / "a.test.yaml", "this is a test of a flow")):
        result = publish(registry, paths)
        assert (result.exit_code, reason in result.output, registry.asked) == (2, True, 0)
