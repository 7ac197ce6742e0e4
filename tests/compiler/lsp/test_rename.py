from __future__ import annotations

import pytest

from talkif_compiler.fix import rewritten
from talkif_compiler.lsp.mentions import Symbol, mentions_of
from talkif_compiler.lsp.moment import Moment
from talkif_compiler.lsp.rename import RenameRefused, renamable, rename
from talkif_compiler.pipeline import check_flow
from tests.compiler.lsp.shop import FILES, FLOW, PROMPT, place, shop, typed

PAYMENT = "flows/payment.yaml"


def renamed(moment: Moment, path: str, offset: int, new: str) -> dict[str, str]:
    """The files that change."""
    edits = rename(moment, path, offset, new)
    files = {edit.span.source.home for edit in edits}
    return {
        file: rewritten(
            moment.files.read(file) or "",
            sorted((edit for edit in edits if edit.span.source.home == file), key=lambda edit: edit.span.start),
        )
        for file in files
    }


def after(marked: str, new: str, path: str = FLOW) -> dict[str, str]:
    return renamed(shop(), path, place(marked, path), new)


def errors(files: dict[str, str]) -> list[str]:
    everything = {**FILES, **files}
    return [
        found.message
        for path in (FLOW, PAYMENT)
        for found in check_flow({name: text for name, text in everything.items() if ".test." not in name}, path)
        if found.severity == "error"
    ]


def test_a_node_everywhere_it_is_named() -> None:
    files = after("next: ¦ask", "ask_number")
    assert sorted(files) == ["flows/shop.test.yaml", FLOW, "talkif.yaml"]
    assert "next: ask_number\n  ask_number:" in files[FLOW]
    assert 'ask: "Your number?"' in files[FLOW]
    assert "{node: ask_number, says: number}" in files["flows/shop.test.yaml"]
    assert "nodes: [ask_number]" in files["talkif.yaml"]
    assert errors(files) == []


def test_a_variable_in_templates_conditions_and_prompts() -> None:
    files = after("into: ¦order_id", "number")
    assert sorted(files) == ["flows/shop.test.yaml", FLOW, PROMPT]
    assert "{{number}}" in files[PROMPT]
    assert 'args: {id: "{{number}}"}' in files[FLOW]
    assert "outputs: {number: receipt}" in files[FLOW]
    assert "vars: {number:" in files["flows/shop.test.yaml"]
    assert "order_id" not in "".join(files.values())
    assert errors(files) == []
    files = after("into: ¦order\n", "found")
    assert "vars.found.status" in files[FLOW]
    assert files["prompts/tone.md"] == "Be kind about {{found.status}}.\n"
    assert "tools/orders" in files[FLOW]


def test_what_another_flow_gives_and_takes() -> None:
    files = renamed(shop(), PAYMENT, place("  ¦receipt: {type", PAYMENT), "slip")
    assert "outputs: {order_id: slip}" in files[FLOW]
    assert "{slip: \"'r' + string(inputs.amount)\"}" in files[PAYMENT]
    files = renamed(shop(), PAYMENT, place("inputs.¦amount", PAYMENT), "sum")
    assert 'inputs: {sum: "12.5"}' in files[FLOW]
    assert "string(inputs.sum)" in files[PAYMENT]
    assert errors(files) == []


def test_from_a_prompt_and_from_a_test() -> None:
    assert FLOW in after("{{¦order_id}}", "number", PROMPT)
    assert FLOW in after("node: ¦ask", "question", "flows/shop.test.yaml")


def test_quotes_stay() -> None:
    moment, offset = typed("next: ask\n", "next: 'as¦k'\n")
    assert "next: 'question'" in renamed(moment, FLOW, offset, "question")[FLOW]


@pytest.mark.parametrize(
    "marked",
    ["¦schema: talkif", "type: ¦collect", "{{account.¦name}}", "flow: ¦payment", "file: ¦prompts", "on: ¦done"],
)
def test_what_cannot_be_renamed_is_refused(marked: str) -> None:
    with pytest.raises(RenameRefused):
        renamable(shop(), FLOW, place(marked))


@pytest.mark.parametrize(
    ("marked", "new", "why"),
    [
        ("next: ¦ask", "greet", "already a node `greet`"),
        ("next: ¦ask", "a b", "a name is a letter"),
        ("next: ¦ask", "", "a name is a letter"),
        ("next: ¦ask", "true", "YAML does not take"),
        ("into: ¦order_id", "order", "already a variable"),
        ("into: ¦order_id", "plan", "there is an input `plan`"),
        ("into: ¦order_id", "contact", "means something else"),
    ],
)
def test_names_that_are_taken_or_no_names_are_refused(marked: str, new: str, why: str) -> None:
    with pytest.raises(RenameRefused, match=why):
        after(marked, new)


def test_a_prompt_that_another_flow_uses_is_not_changed_behind_its_back() -> None:
    other = FILES[FLOW].replace("flow: shop", "flow: store")
    with pytest.raises(RenameRefused, match="the flow `store` uses prompts/"):
        renamed(shop({"flows/store.yaml": other}), FLOW, place("into: ¦order_id"), "number")


def test_files_with_syntax_errors_are_mended_first() -> None:
    moment, offset = typed("into: order_id", "into: ¦order_id\n    x: [")
    with pytest.raises(RenameRefused, match="has a syntax error"):
        renamed(moment, FLOW, offset, "number")
    with pytest.raises(RenameRefused, match=r"a template in prompts/talk.md has a syntax error"):
        renamed(shop({PROMPT: "{{#if order_id}}"}), FLOW, place("into: ¦order_id"), "number")


def test_an_override_that_names_a_node_of_another_flow_too_is_left_alone() -> None:
    same = FILES[PAYMENT].replace("start: charge", "start: ask").replace("charge:", "ask:")
    with pytest.raises(RenameRefused, match="also names `ask` of the flow `payment`"):
        renamed(shop({PAYMENT: same}), FLOW, place("next: ¦ask"), "ask_number")
    apart = FILES["talkif.yaml"].replace("flows/*", FLOW)
    files = renamed(shop({PAYMENT: same, "talkif.yaml": apart}), FLOW, place("next: ¦ask"), "ask_number")
    assert "nodes: [ask_number]" in files["talkif.yaml"]
    assert PAYMENT not in files


def test_a_name_that_nothing_declares_is_refused() -> None:
    moment, offset = typed("next: ask", "next: as¦")
    with pytest.raises(RenameRefused, match="not declared"):
        renamable(moment, FLOW, offset)


def test_renaming_back_gives_the_same_files() -> None:
    files = after("into: ¦order_id", "number")
    moment = shop(files)
    first = mentions_of(moment, Symbol("variable", "shop", "number"))[0]
    back = renamed(moment, first.span.source.home, first.span.start, "order_id")
    assert back == {path: FILES[path] for path in back}
