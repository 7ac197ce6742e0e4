"""What node types need to write their artifact form: parsed templates in, and notes on what the whole flow uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from talkif_schemas import artifact
from talkif_schemas.template_ast import Template
from talkif_schemas.types import TypeSpec

from .edges import EdgeFields, HandlerFields
from .leaves import Formula, Key, NumberName, Spanned, Text
from .opening_hours import OpeningFields


class Lowering:
    """One per flow; collects the fixed utterances and the names that environments bind on the way."""

    def __init__(
        self,
        templates: Mapping[Text, Template],
        variables: Mapping[str, TypeSpec],
        services: artifact.Services,
        schedules: Mapping[str, OpeningFields | None],
        *,
        interruptible: bool,
    ) -> None:
        self._schedules = schedules
        self._templates = templates
        self.variables = variables
        self.services = services
        self.interruptible = interruptible
        self.fixed_speech: set[str] = set()
        self.secrets: set[str] = set()
        self.numbers: set[str] = set()
        self.hosts: set[str] = set()

    def template(self, text: Text) -> Template:
        template = self._templates[text]
        if text.use == "speech" and template.fixed:
            self.fixed_speech.add(template.fixed)
        return template

    def maybe(self, text: Text | None) -> Template | None:
        return self.template(text) if text is not None else None

    def all(self, texts: Iterable[Text] | None) -> tuple[Template, ...]:
        return tuple(self.template(text) for text in texts or ())

    def phone(self, number: Text | NumberName) -> Template | artifact.NumberRef:
        if isinstance(number, Text):
            return self.template(number)
        self.numbers.add(number.name.value)
        return artifact.NumberRef(number=number.name.value)

    def host(self, name: Spanned[str] | None) -> str | None:
        if name is None:
            return None
        self.hosts.add(name.value)
        return name.value

    def hours(self, schedule: Spanned[str] | None, written: OpeningFields | None) -> artifact.Opening:
        """The opening hours of a node: a schedule of the project, or those that it writes itself."""
        named = self._schedules.get(schedule.value) if schedule is not None else None
        opening = named or written
        assert opening is not None, "a schedule that is missing is an error"
        hours = opening.lower_opening()
        if named is not None and written is not None and written.timezone is not None:
            return hours.model_copy(update={"timezone": written.timezone.value})
        return hours

    def secret(self, name: str) -> artifact.SecretRef:
        self.secrets.add(name)
        return artifact.SecretRef(secret=name)

    def edges(self, edges: Iterable[EdgeFields]) -> tuple[artifact.Edge, ...]:
        return tuple(self._edge(edge) for edge in edges)

    def _edge(self, edge: EdgeFields) -> artifact.Edge:
        return artifact.Edge(
            kind=edge.kind,
            to=edge.target.value,
            condition=edge.if_.source if edge.if_ else None,
            event=edge.on.value if edge.on else None,
            when=edge.when.value if edge.when else None,
            say=self.maybe(edge.say),
            assign=sources(edge.set),
        )

    def handler(self, edge: HandlerFields) -> artifact.Handler:
        plain = self._edge(edge)
        return artifact.Handler(**dict(plain), returns=edge.returns)


def sources(formulas: dict[Key, Formula] | None) -> dict[str, str]:
    """CEL text by name."""
    return {str(name): formula.source for name, formula in (formulas or {}).items()}
