from __future__ import annotations

from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from talkif_compiler.checks import RULES
from talkif_compiler.rule import docs_address
from talkif_compiler.rule_pages import pages, write

STORED = Path(__file__).parents[2] / "docs" / "rules"


def test_the_stored_pages_are_fresh() -> None:
    stored = {path.name: path.read_text(encoding="utf-8") for path in STORED.glob("*.md")}
    assert stored == pages(), "run: python -m talkif_compiler.rule_pages docs/rules"


def test_the_address_of_a_rule_ends_in_the_name_of_its_page() -> None:
    addresses = {urlsplit(docs_address(rule)) for rule in RULES}
    assert {(address.scheme, address.query, address.fragment) for address in addresses} == {("https", "", "")}
    assert {f"{PurePosixPath(address.path).name}.md" for address in addresses} <= pages().keys()


def test_a_page_of_a_rule_that_is_gone_is_removed(tmp_path: Path) -> None:
    (tmp_path / "old-rule.md").write_text("old", encoding="utf-8")
    write(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == set(pages())
