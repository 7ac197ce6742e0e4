"""`agent`: a conversation led by a model until an edge is taken."""

from __future__ import annotations

from typing import Annotated, ClassVar

from talkif_schemas import artifact

from ..edges import Ways
from ..leaves import Count, Flag, Label, ListOf, Name, Prompt, Spanned, Speech, keyword
from ..lowering import Lowering
from ..record import Record
from ..services import ServicesFields
from .fields import NodeFields


class ExampleFields(Record):
    user: Label
    says: Label | None = None
    choose: Name | None = None


class Agent(NodeFields):
    TYPE: ClassVar[str] = "agent"
    WAYS: ClassVar[Ways] = Ways(frozenset({"if", "on", "when", "else"}), ("max_turns", "silence", "error"))
    LISTENS: ClassVar[bool] = True
    NOT_YET: ClassVar[dict[str, str]] = {"extract": "Ask for the value in a `collect` node."}

    prompt: Prompt
    greeting: Speech | None = None
    tools: ListOf[Name] | None = None
    max_turns: Count | None = None
    interruptible: Flag | None = None
    context: Annotated[Spanned[str], keyword("keep", "reset", "summary")] | None = None
    examples: ListOf[ExampleFields] | None = None
    services: ServicesFields | None = None

    def lower(self, lowering: Lowering) -> artifact.AgentNode:
        examples = tuple(
            artifact.Example(
                user=example.user.value,
                says=example.says.value if example.says else None,
                choose=example.choose.value if example.choose else None,
            )
            for example in self.examples or ()
        )
        return artifact.AgentNode(
            type="agent",
            prompt=lowering.template(self.prompt),
            greeting=lowering.maybe(self.greeting),
            tools=tuple(tool.value for tool in self.tools or ()),
            max_turns=self.max_turns.value if self.max_turns else None,
            interruptible=self.takes_interruption(self.interruptible, lowering),
            context=self.context.value if self.context else "keep",
            examples=examples,
            services=self.services.lower(lowering.services) if self.services else None,
            **self.shared(lowering),
        )
