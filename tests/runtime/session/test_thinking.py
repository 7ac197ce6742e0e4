"""One request to a list of models."""

from __future__ import annotations

import asyncio

from talkif_runtime.dialogue.commands import AskModel
from talkif_runtime.providers.contract import LlmRequest, ToolCall
from talkif_runtime.providers.scripted import Answer, ScriptedLlm
from talkif_runtime.session.thinking import think
from talkif_schemas.artifact import ServiceRef
from talkif_schemas.events import LlmAnswered, LlmFailed

REF = ServiceRef(provider="scripted")
GARBLED = (ToolCall("call_1", "book", "{not JSON"),)


def ask(*answers: Answer) -> tuple[LlmAnswered | LlmFailed, list[str], list[str]]:
    """What came of asking one model after the other, the sentences that were said, and the codes of failures."""
    said: list[str] = []
    failures: list[str] = []
    command = AskModel(request=1, utterance=1, prompt=LlmRequest("Help.", ()), services=None)
    models = tuple((REF, ScriptedLlm([answer])) for answer in answers)
    thinking = think(
        command, models, now_ms=lambda: 0, say=said.append, failed=lambda error: failures.append(error.code)
    )
    return asyncio.run(thinking), said, failures


def test_tool_arguments_that_are_not_json_go_to_the_next_model() -> None:
    answer, said, failures = ask(Answer(tool_calls=GARBLED), Answer(says="It is booked."))
    assert isinstance(answer, LlmAnswered)
    assert (said, failures) == (["It is booked."], ["protocol"])


def test_the_caller_hears_one_model_alone_when_it_speaks_before_arguments_that_are_not_json() -> None:
    answer, said, failures = ask(Answer(says="I will book it. ", tool_calls=GARBLED), Answer(says="It is booked."))
    assert isinstance(answer, LlmFailed)
    assert (answer.code, answer.spoken) == ("protocol", "I will book it. ")
    assert (said, failures) == (["I will book it."], ["protocol"])


def test_without_a_usable_model_the_failure_is_told() -> None:
    answer, said, failures = ask()
    assert isinstance(answer, LlmFailed)
    assert (said, failures) == ([], ["unavailable"])
