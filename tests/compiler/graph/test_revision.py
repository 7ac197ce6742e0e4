from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from talkif_compiler.graph.revision import RevisionError, RevisionFiles
from talkif_compiler.limits import MAX_FILE_BYTES, MAX_FILES


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=Ana", "-c", "user.email=ana@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, timeout=30)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A folder of flows inside a repository with one commit."""
    folder = tmp_path / "shop"
    (folder / "flows").mkdir(parents=True)
    (tmp_path / "secret.md").write_text("outside", encoding="utf-8")
    (folder / "flows" / "a.yaml").write_text("before\n", encoding="utf-8")
    (folder / "large.md").write_text("x" * (MAX_FILE_BYTES + 1), encoding="utf-8")
    (folder / "latin.md").write_bytes(b"caf\xe9")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message", "First")
    return folder


def test_files_are_read_as_they_were_and_the_work_tree_stays(shop: Path) -> None:
    (shop / "flows" / "a.yaml").write_text("now\n", encoding="utf-8")
    (shop / "flows" / "b.yaml").write_text("new\n", encoding="utf-8")
    files = RevisionFiles(shop, "HEAD")
    assert files["flows/a.yaml"] == "before\n"
    assert "flows/b.yaml" not in files
    assert (shop / "flows" / "a.yaml").read_text(encoding="utf-8") == "now\n"
    assert list(files) == ["flows/a.yaml"]


@pytest.mark.parametrize("path", ["../secret.md", "flows/../../secret.md", "/etc/passwd", "", ".", "flows", "a\0b"])
def test_what_is_no_file_of_the_folder_is_not_there(shop: Path, path: str) -> None:
    assert path not in RevisionFiles(shop, "HEAD")


def test_a_path_may_wander_inside_the_folder(shop: Path) -> None:
    assert RevisionFiles(shop, "HEAD")["flows/../flows/a.yaml"] == "before\n"


@pytest.mark.parametrize("revision", ["nope", "--output=x", "", "HEAD~9", "a\0b", "HEAD:shop"])
def test_an_unknown_revision_is_an_error(shop: Path, revision: str) -> None:
    with pytest.raises(RevisionError, match="git knows no revision"):
        RevisionFiles(shop, revision)


def test_a_folder_without_git_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RevisionError, match="is in no git repository"):
        RevisionFiles(tmp_path, "HEAD")


def test_a_missing_git_is_an_error(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(shop))
    with pytest.raises(RevisionError, match="not installed"):
        RevisionFiles(shop, "HEAD")


@pytest.mark.parametrize(("path", "reason"), [("large.md", "too large"), ("latin.md", "not UTF-8")])
def test_files_that_cannot_be_taken_in_are_errors(shop: Path, path: str, reason: str) -> None:
    with pytest.raises(RevisionError, match=reason):
        RevisionFiles(shop, "HEAD").get(path)


def test_only_so_many_files_are_asked_for(shop: Path) -> None:
    files = RevisionFiles(shop, "HEAD")
    for number in range(MAX_FILES):
        assert f"../{number}" not in files
    with pytest.raises(RevisionError, match=f"more than {MAX_FILES} files"):
        files.get("../one-more")
