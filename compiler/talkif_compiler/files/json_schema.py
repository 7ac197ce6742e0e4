"""JSON Schemas of the files that authors write, from the models that read them. Editors complete and check with them.

python -m talkif_compiler.files.json_schema FOLDER
"""

from __future__ import annotations

import ast
import inspect
import json
import sys
import textwrap
from collections.abc import Collection
from itertools import pairwise
from pathlib import Path
from types import NoneType
from typing import Annotated, Any, Protocol, get_args, get_origin, runtime_checkable

from ..fields.bounds import JsonSchema
from ..fields.record import Record, RecordField, fields_of, once_per_record
from ..fields.tools import ToolFile
from ..nodes.fields import NodeFields
from .flow import FlowFields
from .project_file import ProjectFields
from .test_file import TestFields

#: Kind of file -> the record that reads it, and what an editor calls it.
FILES: dict[str, tuple[type[Record], str]] = {
    "flow": (FlowFields, "Talkif flow"),
    "test": (TestFields, "Talkif flow test"),
    "project": (ProjectFields, "Talkif project"),
    "tools": (ToolFile, "Talkif tools"),
}


@runtime_checkable
class _Shown(Protocol):
    """A mark of an `Annotated` field that has a say in its schema."""

    def json_schema(self, inner: JsonSchema) -> JsonSchema:
        """`inner`: what the type and the marks before say."""


@runtime_checkable
class _Choice(Protocol):
    """A mark of a field that is one of several records."""

    choices: Collection[type[Record]]


class _Schemas:
    def __init__(self) -> None:
        self.definitions: dict[str, JsonSchema] = {}
        """By the name of the record."""

    def of_record(self, record: type[Record]) -> JsonSchema:
        fields, docs = fields_of(record), field_docs(record)
        properties = {field.key: self._of_field(field, docs.get(field.name)) for field in fields}
        if issubclass(record, NodeFields):
            properties["type"] = {"const": record.TYPE}
        required = [field.key for field in fields if field.is_required]
        return {
            "additionalProperties": False,
            **({"description": inspect.cleandoc(record.__doc__)} if record.__doc__ else {}),
            "properties": properties,
            **({"required": required} if required else {}),
            "title": record.__name__,
            "type": "object",
        }

    def _of_field(self, field: RecordField, doc: str | None) -> JsonSchema:
        schema = self._of(field.annotation)
        titled = {} if "$ref" in schema else {"title": field.key.title().replace("_", " ")}
        return {**schema, **titled, **({"description": doc} if doc is not None else {})}

    def _of(self, annotation: Any) -> JsonSchema:
        """A field that may be left out is not one that may be null."""
        if get_origin(annotation) is Annotated:
            kind, *marks = get_args(annotation)
            choices = next((mark.choices for mark in marks if isinstance(mark, _Choice)), None)
            schema = self._of(kind) if choices is None else {"anyOf": [self._reference(choice) for choice in choices]}
            for mark in marks:
                schema = mark.json_schema(schema) if isinstance(mark, _Shown) else schema
            return schema
        arguments = [argument for argument in get_args(annotation) if argument is not NoneType]
        if get_origin(annotation) is dict:
            return {"additionalProperties": self._of(arguments[1]) or True, "type": "object"}
        if get_origin(annotation) is tuple:
            return {"items": self._of(arguments[0]), "type": "array"}
        if isinstance(annotation, type) and issubclass(annotation, Record):
            return self._reference(annotation)
        # What stands in a document as a value alone is shown by its mark.
        return self._of(arguments[0]) if len(arguments) == 1 and NoneType in get_args(annotation) else {}

    def _reference(self, record: type[Record]) -> JsonSchema:
        if record.__name__ not in self.definitions:
            self.definitions[record.__name__] = {}
            self.definitions[record.__name__] = self.of_record(record)
        return {"$ref": f"#/$defs/{record.__name__}"}


def _in_order(schema: Any, *, of_names: bool = False) -> Any:
    """Keywords sorted; names of properties as they are declared."""
    if isinstance(schema, list):
        return [_in_order(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    keys = schema if of_names else sorted(schema)
    return {key: _in_order(schema[key], of_names=key == "properties" and not of_names) for key in keys}


@once_per_record
def field_docs(record: type[Record]) -> dict[str, str]:
    """Field -> the docstring below it, in the class or one that it inherits from."""
    docs: dict[str, str] = {}
    for owner in reversed(record.__mro__):
        if issubclass(owner, Record) and owner is not Record:
            docs |= _own_docs(owner)
    return docs


def _own_docs(record: type[Record]) -> dict[str, str]:
    (body,) = ast.parse(textwrap.dedent(inspect.getsource(record))).body
    assert isinstance(body, ast.ClassDef), "a record is a class"
    docs = {}
    for field, below in pairwise(body.body):
        if not isinstance(field, ast.AnnAssign) or not isinstance(field.target, ast.Name):
            continue
        if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
            docs[field.target.id] = " ".join(str(below.value.value).split())
    return docs


def file_schema(kind: str) -> dict[str, Any]:
    """Draft 2020-12. `kind`: a key of FILES."""
    record, title = FILES[kind]
    schemas = _Schemas()
    schema = schemas.of_record(record)
    whole = {"$defs": schemas.definitions, **schema, "title": title}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_in_order(whole)}


def schema_text(kind: str) -> str:
    """As it is kept in the repository."""
    return json.dumps(file_schema(kind), indent=2, ensure_ascii=False) + "\n"


def write(folder: Path) -> None:
    for kind in FILES:
        (folder / f"{kind}.schema.json").write_text(schema_text(kind), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
