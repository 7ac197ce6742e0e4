"""JSON Schemas of the files that authors write, from the models that read them. Editors complete and check with them.

python -m talkif_compiler.files.json_schema FOLDER
"""

from __future__ import annotations

import ast
import inspect
import json
import sys
import textwrap
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from ..fields.record import Record
from ..fields.tools import ToolFile
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


class _FileSchema(GenerateJsonSchema):
    """A field that may be left out is not one that may be null. Docstrings of fields are their descriptions."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        described = super().model_schema(schema)
        record: type[Record] = schema["cls"]
        for name, field in record.model_fields.items():
            text = field_docs(record).get(name)
            key = field.alias or name
            if text is not None and key in described.get("properties", {}):
                described["properties"][key] = {**described["properties"][key], "description": text}
        return described


@cache
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
    schema = record.model_json_schema(by_alias=True, schema_generator=_FileSchema)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": title}


def schema_text(kind: str) -> str:
    """As it is kept in the repository."""
    return json.dumps(file_schema(kind), indent=2, ensure_ascii=False) + "\n"


def write(folder: Path) -> None:
    for kind in FILES:
        (folder / f"{kind}.schema.json").write_text(schema_text(kind), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
