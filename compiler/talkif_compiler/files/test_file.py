"""`<flow>.test.yaml`: scripted conversations that a flow has to get right."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from ..fields.leaves import DurationMs, Flag, Json, Label, Leaf, Lenient, ListOf, MapOf, Name, Slug, Spanned, keyword
from ..fields.problems import Problems, Refused
from ..fields.record import Record
from ..syntax.document import Scalar, Value

TEST_SCHEMA = "talkif.test/v1"


def _read_moment(value: Value, problems: Problems) -> Spanned[datetime]:
    text = value.text if isinstance(value, Scalar) else ""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        advice = 'Write date, time and offset, as in `"2026-03-02T10:00:00-05:00"`.'
        problems.wrong_type(value, "a moment as RFC 3339 has it", advice)
    return Spanned(moment, value.span)


Moment = Annotated[Spanned[datetime], Leaf(_read_moment, {"type": "string", "format": "date-time"})]


class BotFields(Record):
    """What the flow has to say now."""

    node: Name | None = None
    """Node that it says it in."""
    says: Label | None = None
    """Text that what is said has to contain."""


class ModelFields(Record):
    """A scripted answer of the model, instead of a real one."""

    choose: Name | None = None
    """Target of the `when` edge that the model takes."""
    says: Label | None = None
    """What it says."""
    call: MapOf[MapOf[Json]] | None = None
    """Tools that it calls: name -> arguments."""


class ExpectFields(Record):
    """What has to hold now."""

    node: Name | None = None
    """Node that the call is in."""
    vars: MapOf[Json] | None = None
    """Variable -> its value."""
    ended: Flag | None = None
    """Whether the call is over."""


class StepFields(Record):
    """One step: exactly one of its keys."""

    bot: BotFields | None = None
    """What the flow has to say now."""
    user: Label | None = None
    """What the caller says."""
    dtmf: Label | None = None
    """Keys that the caller presses."""
    silence: DurationMs | None = None
    """How long the caller says nothing."""
    interrupt: Label | None = None
    """What the caller says while the flow is speaking."""
    hangup: Flag | None = None
    """`true`: the caller hangs up."""
    voicemail: Flag | None = None
    """`true`: an answering machine has taken the call."""
    llm: ModelFields | None = None
    """The model's answer. Without it, a test that needs one uses a real model."""
    expect: ExpectFields | None = None
    """What has to hold now."""

    def verify(self, problems: Problems) -> None:
        if len(self.mapping.entries) != 1:
            problems.report("wrong-type", "a step has exactly one key", self.span)
            raise Refused


class CaseFields(Record):
    """One conversation."""

    name: Label
    """What it shows."""
    contact: MapOf[Json] | None = None
    """Fields of the contact: `{firstName: Ana}`."""
    inputs: MapOf[Json] | None = None
    """Values of the flow's inputs."""
    call: MapOf[Json] | None = None
    """Fields of the call: `{direction: outbound}`."""
    now: Moment | None = None
    """The time at which it happens, RFC 3339."""
    mocks: MapOf[Json] | None = None
    """Tool or `http` node -> what it answers; `{error: text}` fails, `{timeout: true}` does not answer."""
    script: ListOf[Lenient[StepFields]]
    """What happens, in order."""
    outcome: Label | None = None
    """Outcome that the call has to end with."""


class TestFields(Record):
    schema: Annotated[Spanned[str], keyword(TEST_SCHEMA)] | None = None
    """What kind of file this is."""
    flow: Slug
    """Id of the flow."""
    tests: ListOf[Lenient[CaseFields]]
    """Conversations, each from the start of a call."""
