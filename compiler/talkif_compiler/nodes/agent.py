"""`agent`: a conversation led by a model until an edge is taken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from talkif_schemas import artifact

from ..fields.edges import Ways
from ..fields.leaves import Flag, Label, Lenient, ListOf, Name, PositiveCount, Prompt, Spanned, Speech, keyword
from ..fields.lowering import Lowering
from ..fields.record import Record
from ..fields.services import ServicesFields
from .fields import NodeFields


class ExampleFields(Record):
    """One turn that shows the model what is wanted."""

    user: Label
    """What the caller says."""
    says: Label | None = None
    """What the model answers."""
    choose: Name | None = None
    """Target of the `when` edge that this should take."""


class Agent(NodeFields):
    TYPE: ClassVar[str] = "agent"
    WAYS: ClassVar[Ways] = Ways(frozenset({"if", "on", "when", "else"}), ("max_turns", "silence", "error"))
    LISTENS: ClassVar[bool] = True
    GOES_ON: ClassVar[bool] = False

    prompt: Prompt
    """What the model has to do here, after the flow's own prompt. A template."""
    greeting: Speech | None = None
    """Said word for word when the node is entered; without it the model begins. A template."""
    tools: ListOf[Name] | None = None
    """Tools of the flow that the model may call here."""
    extract: ListOf[Name] | None = None
    """Variables that the model fills as it learns them from the caller."""
    max_turns: PositiveCount | None = None
    """Turns of the caller after which `on: max_turns` is taken."""
    interruptible: Flag | None = None
    """Whether the caller can cut it short. Without it, the flow's setting holds."""
    context: Lenient[Annotated[Spanned[str], keyword("keep", "reset", "summary")]] = None
    """What the model sees of the dialogue before this node: all of it (`keep`), nothing, or a summary."""
    examples: Lenient[ListOf[ExampleFields]] = None
    """Turns that show the model what to say, or which way to go."""
    services: ServicesFields | None = None
    """Vendors for this node instead of the flow's."""

    @property
    def needed(self) -> tuple[str, ...]:
        has_else = any(edge.kind == "else" for edge in self.next)
        return ("max_turns",) if self.max_turns is not None and not has_else else ()

    def written(self) -> Iterator[Spanned[str]]:
        yield from self.extract or ()

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
            extract=tuple(name.value for name in self.extract or ()),
            max_turns=self.max_turns.value if self.max_turns else None,
            interruptible=self.takes_interruption(self.interruptible, lowering),
            context=self.context.value if self.context else "keep",
            examples=examples,
            services=self.services.lower(lowering.services) if self.services else None,
            **self.shared(lowering),
        )
