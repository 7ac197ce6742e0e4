"""A changed file touches itself, and all that reads it."""

from __future__ import annotations

from pathlib import Path

import pytest

from talkif_compiler.cli.compiling import check_paths
from talkif_compiler.cli.selecting import affected_files
from talkif_compiler.repository import project

FLOW = "schema: talkif.flow/v1\nflow: {id}\nstart: b\nnodes: {{b: {{type: end{said}}}}}\n"
RUNS = """\
schema: talkif.flow/v1
flow: {id}
start: run
nodes: {{run: {{type: {verb}, flow: {other}{exits}}}, bye: {{type: end}}}}
"""
TEST = "schema: talkif.test/v1\nflow: {flow}\ntests: [{{name: t, script: []}}]\n"


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop" / "flows").mkdir(parents=True)
    (tmp_path / "shop" / "prompts").mkdir()
    (tmp_path / "shop" / "talkif.yaml").write_text("schema: talkif.project/v1\n", encoding="utf-8")
    return tmp_path / "shop"


def plain(shop: Path, name: str, said: str = "") -> None:
    text = FLOW.format(id=name, said=f", say: {said}" if said else "")
    (shop / "flows" / f"{name}.yaml").write_text(text, encoding="utf-8")


def runs(shop: Path, name: str, other: str, verb: str = "subflow") -> None:
    exits = ', next: [{on: "exit:done", to: bye}]' if verb == "subflow" else ""
    text = RUNS.format(id=name, other=other, verb=verb, exits=exits)
    (shop / "flows" / f"{name}.yaml").write_text(text, encoding="utf-8")


def with_test(shop: Path, name: str) -> None:
    (shop / "flows" / f"{name}.test.yaml").write_text(TEST.format(flow=name), encoding="utf-8")


def affected(shop: Path, *changed: str) -> list[str]:
    """Without a cache, with one that is from before, and with one of now."""
    found = []
    for cache in (False, True, True):
        project._flows_by_id.cache_clear()
        files = affected_files([shop / path for path in changed], cache=cache)
        found.append([path.relative_to(shop).as_posix() for path in files])
        if cache:
            check_paths([shop])
    assert found[0] == found[1] == found[2]
    return found[0]


def test_a_file_touches_those_that_read_it(shop: Path) -> None:
    (shop / "prompts" / "p.md").write_text("Hello. {{> part}}", encoding="utf-8")
    (shop / "other.yaml").write_text("a: 1\n", encoding="utf-8")
    plain(shop, "a")
    plain(shop, "b", "{file: prompts/p.md}")
    plain(shop, "c", "{file: prompts/deleted.md}")
    plain(shop, "d", '"{{> part}}"')
    flows = [f"flows/{name}.yaml" for name in "abcd"]
    assert affected(shop, "flows/a.yaml") == flows[:1]
    assert affected(shop, "prompts/p.md") == flows[1:2]
    assert affected(shop, "prompts/deleted.md", "flows/a.yaml") == [flows[0], flows[2]]
    assert affected(shop, "prompts/part.md") == [flows[1], flows[3]]
    assert affected(shop, "other.yaml", "README.md", "flows/gone.yaml") == []


@pytest.mark.parametrize("shared", ["talkif.yaml", "talkif.lock", "talkif.baseline.json"])
def test_all_read_what_they_share(shop: Path, shared: str) -> None:
    plain(shop, "a")
    with_test(shop, "a")
    assert {"flows/a.yaml", "flows/a.test.yaml"} <= set(affected(shop, shared))


def test_a_link_is_the_file_that_it_leads_to(shop: Path) -> None:
    plain(shop, "a")
    (shop / "prompts" / "real.md").write_text("Hello.", encoding="utf-8")
    (shop / "prompts" / "p.md").symlink_to(shop / "prompts" / "real.md")
    (shop / "flows" / "link.yaml").symlink_to(shop / "flows" / "a.yaml")
    plain(shop, "b", "{file: prompts/p.md}")
    assert affected(shop, "flows/a.yaml") == affected(shop, "flows/link.yaml") == ["flows/a.yaml", "flows/link.yaml"]
    assert affected(shop, "prompts/real.md") == affected(shop, "prompts/p.md") == ["flows/b.yaml"]


@pytest.mark.parametrize("verb", ["subflow", "jump"])
def test_a_flow_touches_those_that_lead_to_it_and_their_tests(shop: Path, verb: str) -> None:
    plain(shop, "inner")
    runs(shop, "middle", "inner", verb)
    runs(shop, "outer", "middle", verb)
    plain(shop, "alone")
    for name in ("outer", "alone"):
        with_test(shop, name)
    outer = ["flows/outer.test.yaml", "flows/outer.yaml"]
    assert affected(shop, "flows/inner.yaml") == ["flows/inner.yaml", "flows/middle.yaml", *outer]
    assert affected(shop, "flows/middle.yaml") == ["flows/middle.yaml", *outer]
    assert affected(shop, "flows/outer.yaml") == outer
    assert affected(shop, "flows/outer.test.yaml") == outer[:1]
    assert affected(shop, "flows/alone.yaml") == ["flows/alone.test.yaml", "flows/alone.yaml"]


def test_a_flow_that_is_not_there_may_be_a_file_that_changed(shop: Path) -> None:
    runs(shop, "outer", "inner")
    plain(shop, "alone")
    with_test(shop, "lost")
    lacking = ["flows/lost.test.yaml", "flows/outer.yaml"]
    assert affected(shop, "flows/inner.yaml") == lacking
    assert affected(shop, "flows/alone.yaml") == ["flows/alone.yaml", *lacking]
    assert affected(shop, "prompts/gone.md") == []


def test_a_flow_touches_another_of_the_same_name(shop: Path) -> None:
    plain(shop, "a")
    plain(shop, "b")
    text = (shop / "flows" / "a.yaml").read_text(encoding="utf-8")
    (shop / "flows" / "b.yaml").write_text(text, encoding="utf-8")
    assert affected(shop, "flows/b.yaml") == ["flows/a.yaml", "flows/b.yaml"]


def test_a_link_that_leads_out_of_the_repository_touches_what_is_there(shop: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.yaml").write_text("flow: a\nstart: b\nnodes: {b: {type: end}}\n", encoding="utf-8")
    (tmp_path / "elsewhere" / "p.md").write_text("Be brief.", encoding="utf-8")
    plain(shop, "one", said="{file: prompts/p.md}")
    plain(shop, "two")
    (shop / "prompts" / "p.md").symlink_to(tmp_path / "elsewhere" / "p.md")
    (shop / "flows" / "a.yaml").symlink_to(tmp_path / "elsewhere" / "a.yaml")
    assert affected(shop, "flows/a.yaml") == ["flows/a.yaml"]
    assert affected(shop, "prompts/p.md") == ["flows/one.yaml"]
