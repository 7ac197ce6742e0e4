from __future__ import annotations

import pytest

from talkif_compiler.checks.compliance.opting_out import NAME, WORDS


@pytest.mark.parametrize(
    "text",
    [
        "The caller asks us to stop calling",
        "The person does not want to be called again",
        "They don't want any more calls",
        "The person opts out",
        "asks to be taken off the list",
        "no more calls",
        "do-not-call request",
    ],
)
def test_wishes_for_no_more_calls(text: str) -> None:
    assert WORDS.search(text)


@pytest.mark.parametrize(
    "text",
    [
        "The caller does not want the call recorded",
        "The caller wants to be called back",
        "The caller cannot take the call now",
        "The caller asks for the price list",
    ],
)
def test_other_wishes(text: str) -> None:
    assert not WORDS.search(text)


def test_names_of_tools_and_outcomes() -> None:
    assert all(NAME.search(name) for name in ("opted_out", "optout", "do_not_call", "add_to_dnc", "unsubscribe"))
    assert not any(NAME.search(name) for name in ("declined", "options", "calls", "opted_in"))
