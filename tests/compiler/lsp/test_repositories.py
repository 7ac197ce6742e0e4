from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from talkif_compiler.lsp.checks import Findings
from talkif_compiler.lsp.repositories import DELAY_SECONDS, Repositories
from tests.compiler.lsp.shop import FILES, FLOW, PROMPT

BROKEN = FILES[FLOW].replace("next: ask\n", "next: nowhere\n")


class Alarm:
    def __init__(self, seconds: float, action: Callable[[], None]) -> None:
        self.seconds = seconds
        self.action = action
        self.is_cancelled = False

    def cancel(self) -> None:
        self.is_cancelled = True


class Stage:
    """The program around repositories, moved by hand."""

    def __init__(self) -> None:
        self.alarms: list[Alarm] = []
        self.jobs: list[Callable[[], None]] = []
        self.news: list[Callable[[], None]] = []
        self.shown: list[tuple[str, list[str]]] = []

    def later(self, seconds: float, action: Callable[[], None]) -> Alarm:
        self.alarms.append(Alarm(seconds, action))
        return self.alarms[-1]

    def in_background(self, action: Callable[[], None]) -> None:
        self.jobs.append(action)

    def in_front(self, action: Callable[[], None]) -> None:
        self.news.append(action)

    def show(self, root: Path, path: str, findings: Findings) -> None:
        self.shown.append((path, [found.rule for found in findings if found.severity == "error"]))

    def ring(self) -> None:
        ringing, self.alarms = [alarm for alarm in self.alarms if not alarm.is_cancelled], []
        for alarm in ringing:
            alarm.action()

    def work(self) -> None:
        jobs, self.jobs = self.jobs, []
        for job in jobs:
            job()

    def tell(self) -> list[tuple[str, list[str]]]:
        """Everything that waits happens. Returns what is shown now."""
        self.shown = []
        self.ring()
        self.work()
        self.hear()
        return self.shown

    def hear(self) -> None:
        news, self.news = self.news, []
        for action in news:
            action()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path


def test_findings_come_when_typing_pauses(root: Path) -> None:
    stage = Stage()
    repositories = Repositories(stage)
    repositories.open(root / FLOW, FILES[FLOW])
    assert stage.alarms[0].seconds == 0
    assert stage.tell() == [(FLOW, [])]
    repositories.change(root / FLOW, BROKEN[:-1])
    repositories.change(root / FLOW, BROKEN)
    assert [alarm.is_cancelled for alarm in stage.alarms] == [True, False]
    assert stage.alarms[1].seconds == DELAY_SECONDS
    assert stage.tell() == [(FLOW, ["broken-reference"])]
    repositories.change(root / FLOW, FILES[FLOW])
    assert stage.tell() == [(FLOW, [])]


def test_findings_in_a_prompt_are_shown_there_and_cleared(root: Path) -> None:
    stage = Stage()
    repositories = Repositories(stage)
    repositories.open(root / FLOW, FILES[FLOW])
    stage.tell()
    repositories.open(root / PROMPT, FILES[PROMPT])
    stage.tell()
    repositories.change(root / PROMPT, "{{nothing_here}}")
    assert (PROMPT, ["undefined-variable"]) in stage.tell()
    repositories.close(root / PROMPT)
    assert (PROMPT, []) in stage.tell(), "what is on disk counts again"


def test_what_was_found_in_an_older_text_is_dropped(root: Path) -> None:
    stage = Stage()
    repositories = Repositories(stage)
    repositories.open(root / FLOW, BROKEN)
    stage.ring()
    stage.work()
    repositories.change(root / FLOW, FILES[FLOW])
    stage.hear()
    assert stage.shown == []
    assert stage.tell() == [(FLOW, [])]


def test_a_check_that_has_become_stale_does_not_begin(root: Path) -> None:
    stage = Stage()
    repositories = Repositories(stage)
    repositories.open(root / FLOW, BROKEN)
    stage.ring()
    repositories.change(root / FLOW, FILES[FLOW])
    stage.work()
    assert stage.news == []


def test_closing_clears(root: Path) -> None:
    stage = Stage()
    repositories = Repositories(stage)
    repositories.open(root / FLOW, BROKEN)
    stage.tell()
    stage.shown = []
    repositories.close(root / FLOW)
    assert stage.shown == [(FLOW, [])]
    assert stage.tell() == []
    assert repositories.moment(root / FLOW) is None


def test_a_flow_that_is_deleted_is_missed(root: Path) -> None:
    stage = Stage()
    repositories = Repositories(stage)
    repositories.open(root / FLOW, FILES[FLOW])
    stage.tell()
    (root / "flows/payment.yaml").unlink()
    repositories.files_changed()
    assert stage.tell() == [(FLOW, ["unknown-flow"])]


def test_a_new_project_file_makes_a_new_root(root: Path) -> None:
    (root / "talkif.yaml").unlink()
    (root / ".git").mkdir()
    inner = root / "flows"
    stage = Stage()
    repositories = Repositories(stage)
    repositories.open(root / FLOW, FILES[FLOW])
    assert repositories.root(root / FLOW) == root
    (inner / "talkif.yaml").write_text(FILES["talkif.yaml"])
    repositories.files_changed()
    assert repositories.root(root / FLOW) == inner


def test_findings_for_actions_are_those_of_the_text_at_hand(root: Path) -> None:
    stage = Stage()
    repositories = Repositories(stage)
    repositories.open(root / FLOW, BROKEN)
    stage.tell()
    assert "broken-reference" in [found.rule for found in repositories.findings(root / FLOW)]
    repositories.change(root / FLOW, "# typed\n" + BROKEN)
    assert repositories.findings(root / FLOW) == ()


def test_a_file_that_is_not_on_disk_yet(root: Path) -> None:
    stage = Stage()
    repositories = Repositories(stage)
    repositories.open(root / "flows" / "new.yaml", "schema: talkif.flow/v1\nflow: new\n")
    assert stage.tell() == [("flows/new.yaml", ["missing-field", "missing-field"])]


def test_documents_that_are_not_open_are_passed_over(root: Path) -> None:
    repositories = Repositories(Stage())
    repositories.change(root / FLOW, "")
    repositories.close(root / FLOW)
    assert repositories.moment(root / FLOW) is None


def test_a_text_that_was_typed_and_taken_back_is_told_again(root: Path) -> None:
    """Editors move what they show with every change."""
    stage = Stage()
    repositories = Repositories(stage)
    repositories.open(root / FLOW, BROKEN)
    stage.tell()
    repositories.change(root / FLOW, "")
    repositories.change(root / FLOW, BROKEN)
    assert stage.tell() == [(FLOW, ["broken-reference"])]


def test_what_other_checks_found_in_a_typed_text_waits_for_them(root: Path) -> None:
    stage = Stage()
    repositories = Repositories(stage)
    repositories.open(root / FLOW, FILES[FLOW])
    repositories.open(root / PROMPT, "{{nothing_here}}")
    stage.tell()
    repositories.change(root / PROMPT, "{{order_id}}")
    assert [shown for shown in stage.tell() if shown[0] == PROMPT] == [(PROMPT, [])]
