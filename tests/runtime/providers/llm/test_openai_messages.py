import pytest

from talkif_runtime.providers.contract import LlmRequest, Message, Option, OptionTaken, TextDelta, ToolCall
from talkif_runtime.providers.llm.openai_messages import Malformed, StreamReader
from tests.vendors.openai_server import delta_chunk

REQUEST = LlmRequest(
    system="",
    messages=(Message("user", "Cancel it."),),
    options=(Option("cancel", "The caller wants to cancel"), Option("bye", "The caller is satisfied")),
)


def _piece(index, name=None, arguments="", call_id=None):
    piece = {"index": index, "id": call_id, "function": {"name": name, "arguments": arguments}}
    return delta_chunk({"tool_calls": [piece]})


def _read(*chunks):
    reader = StreamReader(REQUEST)
    return [delta for chunk in chunks for delta in reader.read(chunk)]


def test_calls_that_are_written_in_turns_come_out_whole():
    deltas = _read(
        _piece(0, "find_order", call_id="call_1"),
        _piece(1, "find_refund", call_id="call_2"),
        _piece(0, arguments='{"id":'),
        _piece(1, arguments="{}"),
        _piece(0, arguments='"1"}'),
        delta_chunk({}, "tool_calls"),
    )
    assert deltas == [ToolCall("call_1", "find_order", '{"id":"1"}'), ToolCall("call_2", "find_refund", "{}")]


def test_the_first_of_two_choices_counts():
    deltas = _read(
        _piece(0, "choose_next", '{"option":"cancel","reason":"said so"}'),
        _piece(1, "choose_next", '{"option":"bye","reason":"also"}'),
        delta_chunk({}, "tool_calls"),
    )
    assert deltas == [OptionTaken("cancel", "said so", None)]


def test_text_is_not_read_when_only_a_choice_is_wanted():
    silent = LlmRequest(system="", messages=REQUEST.messages, options=REQUEST.options, speak=False)
    chunk = delta_chunk({"content": "Sure."})
    assert list(StreamReader(silent).read(chunk)) == []
    assert list(StreamReader(REQUEST).read(chunk)) == [TextDelta("Sure.")]


@pytest.mark.parametrize("delta", [{"content": 7}, {"content": ["Sure."]}, None, {"tool_calls": [{"id": "call_1"}]}])
def test_a_delta_of_another_shape_is_malformed(delta):
    with pytest.raises(Malformed, match="unexpected shape"):
        _read(delta_chunk(delta))


@pytest.mark.parametrize("name", [7, ["choose_next"], {"is": 1}])
def test_a_function_whose_name_is_no_text_is_malformed(name):
    with pytest.raises(Malformed, match="unexpected shape"):
        _read(_piece(0, name), delta_chunk({}, "tool_calls"))
