"""Every event there is, as the API shows it: by its name, in the fields that the description has, in camelCase."""

from __future__ import annotations

from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

import httpx
from jsonschema import Draft202012Validator

from talkif_schemas.events import FACTS, INPUTS, Event
from tests.api.calls.conftest import Past
from tests.api.operations import DOCUMENT

#: A value of the flow's own, whose names are the account's.
OWN: Final = {"own_name": "text"}
VALUES: Final[dict[Any, Any]] = {int: 1, float: 0.5, str: "text", bool: True, dict: OWN, Any: OWN}


def sample(event: type[Any]) -> Any:
    """An event with every field filled in."""
    return event(**{name: value(hint) for name, hint in get_type_hints(event).items()})


def value(hint: Any) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return arguments[0]
    if origin in (Union, UnionType):
        return value(next(argument for argument in arguments if argument is not NoneType))
    if origin is tuple:
        return (sample(arguments[0]),)
    return VALUES[origin or hint]


JOURNAL: Final[tuple[Event, ...]] = tuple(sample(event) for event in (*INPUTS, *FACTS))


def test_every_event_is_described_by_its_name() -> None:
    schema = DOCUMENT["components"]["schemas"]["CallEvent"]
    assert schema["discriminator"]["propertyName"] == "name"
    assert schema["discriminator"]["mapping"].keys() == {type(event).__name__ for event in JOURNAL}


async def test_the_list_and_the_stream_show_what_is_described(past: Past) -> None:
    await past.call("call_1", journal=JOURNAL)
    listed = (await past.account.get("/calls/call_1/events?limit=100")).json()["events"]
    assert [entry["name"] for entry in listed] == [type(event).__name__ for event in JOURNAL]
    reader = Draft202012Validator({"$ref": "#/components/schemas/CallEvent", "components": DOCUMENT["components"]})
    assert [error.message for entry in listed for error in reader.iter_errors(entry)] == []
    assert [name for entry in listed for name in names(entry) if "_" in name] == []
    stream = await past.account.get("/calls/call_1/events", headers={"Accept": "text/event-stream"})
    assert streamed(stream) == listed


def names(shown: Any) -> list[str]:
    """Of all fields but those that are the account's own."""
    if isinstance(shown, list):
        return [name for item in shown for name in names(item)]
    if not isinstance(shown, dict) or shown == OWN:
        return []
    return [*shown, *(name for inner in shown.values() for name in names(inner))]


def streamed(answer: httpx.Response) -> list[Any]:
    blocks = [dict(line.split(": ", 1) for line in block.splitlines()) for block in answer.text.split("\n\n") if block]
    return [httpx.Response(200, text=block["data"]).json() for block in blocks if block.get("event", "end") != "end"]
