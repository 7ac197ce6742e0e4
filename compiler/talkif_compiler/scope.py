"""The names that templates and conditions of a flow may use, with their types."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from msgspec import Struct, field

from talkif_schemas.names import NAMESPACES
from talkif_schemas.types import InputSpec, Namespace, TypeSpec

TAKEN = frozenset({"vars", "inputs", *NAMESPACES})
"""Names that a variable or an input would hide."""

CONTACT_FIELDS = ("contact", "customFields")
"""A call knows only those of the account's own fields that its contact has."""

_OPEN = (CONTACT_FIELDS, ("call", "metadata"))


def is_of_open(path: tuple[str, ...]) -> bool:
    """Whether a call may lack it: nobody has to give the contact the account's own fields, or the call its metadata."""
    return len(path) > 2 and path[:2] in _OPEN


class Scope(Struct, frozen=True, dict=True):
    inputs: Mapping[str, InputSpec]
    variables: Mapping[str, TypeSpec]
    extra: Mapping[str, TypeSpec] = field(default_factory=dict)
    """Names of one place only, such as `value` in a slot's check or `args` in a tool."""
    contact_fields: Mapping[str, TypeSpec] = field(default_factory=dict)
    """The account's own fields of contacts. Empty: they are not known, and any may be there."""

    def beside(self, extra: Mapping[str, TypeSpec]) -> Scope:
        """The same names, and those of one place. Costs nothing for the names that are the same."""
        scope = Scope(self.inputs, self.variables, extra, self.contact_fields)
        scope.__dict__["_roots"] = {**self._roots, **extra}
        return scope

    def roots(self) -> Mapping[str, TypeSpec]:
        """Every name that may stand first in a path, apart from bare variables and inputs."""
        return self._roots

    @cached_property
    def _roots(self) -> dict[str, TypeSpec]:
        return {
            "vars": Namespace(properties=dict(self.variables)),
            "inputs": Namespace(properties=dict(self.inputs)),
            **self.namespaces,
            **self.extra,
        }

    @property
    def namespaces(self) -> Mapping[str, TypeSpec]:
        """Those that do not come from the flow itself."""
        if not self.contact_fields:
            return NAMESPACES
        contact = NAMESPACES["contact"]
        own = contact.properties["customFields"].model_copy(update={"properties": dict(self.contact_fields)})
        properties = {**contact.properties, "customFields": own}
        return {**NAMESPACES, "contact": contact.model_copy(update={"properties": properties})}

    @property
    def declared(self) -> Mapping[str, TypeSpec]:
        """What conditions write for the variables and inputs of the flow; for want of both, the namespaces."""
        variables = {f"vars.{name}": spec for name, spec in self.variables.items()}
        inputs = {f"inputs.{name}": spec for name, spec in self.inputs.items()}
        return {**variables, **inputs} or self.namespaces

    @property
    def bare(self) -> Mapping[str, TypeSpec]:
        """What templates write for the same."""
        return {**self.inputs, **self.variables} or self.namespaces

    def resolve(self, name: str) -> tuple[tuple[str, ...], TypeSpec] | None:
        """The full path and type of a name in a template: a variable, an input, or a namespace.

        A name that is both is a finding of its own, and until it is settled, either may be meant.
        """
        if name in TAKEN and (name in self.variables or name in self.inputs):
            return (name,), TypeSpec(type="any")
        if name in self.variables:
            return ("vars", name), self.variables[name]
        if name in self.inputs:
            return ("inputs", name), self.inputs[name]
        spec = self.roots().get(name)
        return ((name,), spec) if spec is not None else None


class Reference(Struct, frozen=True):
    """A name that is read. `start` and `end` count characters of the text it stands in."""

    path: tuple[str, ...]
    """From the namespace on: ("vars", "order", "total")."""
    start: int
    end: int
    guarded: bool
    """True where a missing value is provided for: `default`, `ifExists`, `if`, `has()`."""


class TextProblem(Struct, frozen=True):
    """What is wrong in a template or an expression. `start` and `end` count its characters."""

    rule: str
    message: str
    start: int
    end: int
    help: str = ""
    slip: tuple[str, str] | None = None
    """A name as it is written there, and as it was probably meant."""
