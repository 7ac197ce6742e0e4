from __future__ import annotations

from talkif_compiler.render.diff import file_diff


def test_a_diff_names_the_file_as_git_does() -> None:
    assert file_diff("flows/a.yaml", "a\nb\nc\n", "a\nB\nc\n") == (
        "--- a/flows/a.yaml\n+++ b/flows/a.yaml\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"
    )


def test_a_missing_line_end_is_said() -> None:
    assert file_diff("a", "x", "x\n").endswith("-x\n\\ No newline at end of file\n+x\n")


def test_only_line_feeds_end_lines() -> None:
    assert file_diff("a", "x\u2028y\r\n", "x\u2028z\r\n").endswith("-x\u2028y\r\n+x\u2028z\r\n")


def test_equal_texts_have_no_diff() -> None:
    assert file_diff("a", "x\n", "x\n") == ""
