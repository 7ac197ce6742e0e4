from __future__ import annotations

from pathlib import Path

from talkif_compiler.lsp.checks import Checks, Findings, Open, merged
from talkif_compiler.lsp.overlay import Disk, Overlay
from tests.compiler.lsp.shop import FILES, FLOW, PROMPT

PAYMENT = "flows/payment.yaml"


class Desk:
    """A repository in memory, and what was checked last."""

    def __init__(self, opened: tuple[str, ...], edited: tuple[str, ...] = ()) -> None:
        self.checks = Checks()
        self.opened = Open(opened, frozenset(edited))
        self.files = dict(FILES)
        self.reported: list[str] = []

    def run(self, changes: dict[str, str] | None = None) -> dict[str, Findings]:
        self.files |= changes or {}
        self.reported = []
        found = self.checks.run(
            Overlay(Disk(Path("/nowhere")), dict(self.files)),
            self.opened,
            lambda: False,
            lambda path, findings: self.reported.append(path),
        )
        assert found is not None
        return found


def rules(found: dict[str, Findings], path: str) -> set[str]:
    return {finding.rule for finding in merged(found, ()).get(path, ()) if finding.severity == "error"}


def test_an_open_flow_alone_is_checked() -> None:
    assert list(Desk((FLOW,)).run()) == [FLOW]


def test_flows_that_use_an_open_prompt_are_checked_and_findings_are_in_the_prompt() -> None:
    desk = Desk((PROMPT,))
    assert rules(desk.run(), PROMPT) == set()
    assert rules(desk.run({PROMPT: "{{nothing_of_the_kind}}"}), PROMPT) == {"undefined-variable"}
    assert rules(desk.run({PROMPT: "{{order_id}}"}), PROMPT) == set()


def test_flows_that_run_an_edited_flow_are_checked_again() -> None:
    calm = Desk((PAYMENT,))
    assert list(calm.run()) == [PAYMENT]
    desk = Desk((PAYMENT,), edited=(PAYMENT,))
    assert rules(desk.run(), FLOW) == set()
    found = desk.run({PAYMENT: FILES[PAYMENT].replace("amount: {type: number", "sum: {type: number")})
    assert "subflow-arguments" in rules(found, FLOW)


def test_two_files_with_one_flow_id_are_errors_as_soon_as_they_are_there() -> None:
    desk = Desk((FLOW,))
    assert rules(desk.run(), FLOW) == set()
    assert rules(desk.run({"flows/copy.yaml": FILES[FLOW]}), FLOW) == {"duplicate-flow"}


def test_tools_and_the_project_reach_all_flows_that_use_them() -> None:
    desk = Desk(("tools/orders.yaml",))
    found = desk.run({"tools/orders.yaml": FILES["tools/orders.yaml"].replace("  find_order:", "  found_order:")})
    assert "broken-reference" in rules(found, FLOW)
    assert list(Desk(("talkif.yaml",)).run()) == [PAYMENT, FLOW]


def test_a_flow_that_is_renamed_is_missed_by_those_that_run_it() -> None:
    desk = Desk((FLOW,))
    assert rules(desk.run(), FLOW) == set()
    assert "unknown-flow" in rules(desk.run({PAYMENT: FILES[PAYMENT].replace("flow: payment", "flow: pay")}), FLOW)
    assert rules(desk.run({PAYMENT: FILES[PAYMENT]}), FLOW) == set()


def test_what_has_not_changed_is_not_checked_again() -> None:
    desk = Desk((FLOW, PAYMENT))
    first = desk.run()
    second = desk.run({"prompts/other.md": "{{"})
    assert all(second[path] is first[path] for path in first)
    assert first[FLOW], "or it could not be told from another check"
    third = desk.run({PAYMENT: FILES[PAYMENT] + "\n"})
    assert third[FLOW] is not first[FLOW]


def test_the_flow_that_was_touched_last_comes_first() -> None:
    desk = Desk((PAYMENT, FLOW))
    desk.run()
    assert desk.reported == [PAYMENT, FLOW]


def test_files_that_no_flow_reads_are_checked_for_their_shape() -> None:
    desk = Desk(("tools/lone.yaml", "flows/shop.test.yaml", "notes.yaml"))
    found = desk.run(
        {
            "tools/lone.yaml": "schema: talkif.tools/v1\ntools: {a: {descripton: x}}\n",
            "flows/shop.test.yaml": "flow: shop\ntests: [{name: a, script: [{usr: hi}]}]\n",
            "notes.yaml": "a: [",
        }
    )
    assert rules(found, "tools/lone.yaml") == {"unknown-key", "missing-field"}
    assert rules(found, "flows/shop.test.yaml") >= {"unknown-key"}
    assert found["notes.yaml"] == ()


def test_a_flow_with_a_syntax_error_is_a_flow() -> None:
    assert rules(Desk((FLOW,)).run({FLOW: FILES[FLOW] + "x: [\n"}), FLOW) == {"yaml-syntax"}


def test_a_stale_check_stops() -> None:
    found = Checks().run(Overlay(Disk(Path("/nowhere")), FILES), Open((FLOW,)), lambda: True, lambda *_: None)
    assert found is None


def test_a_finding_of_several_flows_is_shown_once() -> None:
    desk = Desk(("talkif.yaml",))
    found = desk.run({"talkif.yaml": FILES["talkif.yaml"] + "colour: red\n"})
    (finding,) = [one for one in merged(found, ())["talkif.yaml"] if one.rule == "unknown-key"]
    assert "colour" in finding.message


TEST = "flows/shop.test.yaml"
CASE = "flow: shop\ntests: [{{name: a, script: [{{bot: {{node: {node}}}}}]}}]\n"


def test_an_open_test_is_checked_against_its_flow_as_it_is_now() -> None:
    desk = Desk((TEST,))
    assert rules(desk.run({TEST: CASE.format(node="greet")}), TEST) == set()
    assert rules(desk.run({TEST: CASE.format(node="nobody")}), TEST) == {"broken-reference"}
    assert rules(desk.run({FLOW: FILES[FLOW].replace("greet", "nobody")}), TEST) == set()


def test_an_open_file_of_tools_is_checked_by_itself_too() -> None:
    """The flows that use it call some of its tools only."""
    more = FILES["tools/orders.yaml"] + '  spare: {description: Idle., url: "http://example.com"}\n'
    assert rules(Desk(("tools/orders.yaml",)).run({"tools/orders.yaml": more}), "tools/orders.yaml") == {"insecure-url"}


def test_a_test_that_has_only_been_begun_is_a_test() -> None:
    assert rules(Desk((TEST,)).run({TEST: "tsts: []\n"}), TEST) == {"unknown-key", "missing-field"}
    braces = '{"tests": [], "flow": "shop"}\n'
    assert rules(Desk((TEST,)).run({TEST: braces}), TEST) == set()
