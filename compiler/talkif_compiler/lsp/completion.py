"""What may stand where the cursor is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from talkif_schemas.types import TypeSpec

from ..checks import FAMILY_OF, RULES
from ..fields.edges import EdgeFields
from ..fields.record import Record
from ..fields.tools import HttpToolFields, McpToolFields, ToolFields, ToolUse
from ..files.test_file import StepFields
from ..nodes.collect import Collect
from ..nodes.fields import NodeFields
from ..repository.recognition import FileKind
from ..scope import Scope
from ..syntax.scalars import resolve
from .completion_values import keys_named, values_named
from .content_completion import complete_formula, complete_template
from .cursor import Cursor, cursor_at
from .moment import Moment, View
from .offer import Offer, Suggestion
from .outline import parameters
from .shapes import Field, fields_of

_SUPPRESSION = re.compile(r"#[ \t]*talkif:[ \t]*(?P<ignore>ignore\b(?P<rules>[^\n]*))?$")
_PLAIN = re.compile(r"[A-Za-z0-9_][\w./#+-]*")
_LAST_WORD = re.compile(r"[\w-]*$")


def complete(moment: Moment, path: str, offset: int) -> list[Suggestion]:
    view = moment.view(path)
    if view is None:
        return []
    if view.kind is None:
        return _in_prompt(moment, view, offset) if path.endswith(".md") else []
    if (comment := _in_comment(view, offset)) is not None:
        return comment
    cursor = cursor_at(view.source, offset, view.kind)
    if cursor is None:
        return []
    if cursor.spot.content in ("template", "formula") and not cursor.spot.is_file:
        return _in_content(moment, cursor)
    if cursor.spot.role == "field":
        return list(_keys(cursor, view.kind))
    offers = keys_named(moment, cursor) if cursor.spot.role == "key" else _values(moment, cursor)
    return [_placed(offer, cursor) for offer in offers]


def _keys(cursor: Cursor, kind: FileKind) -> Iterator[Suggestion]:
    """Keys of the record that it may have, and does not have yet."""
    spot = cursor.spot
    if spot.shape.content is not None:
        inner = {"template": "file", "phone": "number", "header": "secret"}.get(spot.shape.content)
        if inner is not None:
            yield Suggestion(Offer(inner, "key"), inner if cursor.goes_on else f"{inner}: ", cursor.start, cursor.end)
        return
    written = spot.owner.entries.keys() if spot.owner is not None else ()
    fields = _fields(spot.record, kind) if spot.record is not None else {}
    barred = _barred(spot.record, fields.keys() & written)
    for key, field in fields.items():
        if key not in written and key not in barred:
            offer = Offer(key, "key", "required" if field.required else "", field.doc, rank=not field.required)
            yield Suggestion(offer, key if cursor.goes_on else f"{key}: ", cursor.start, cursor.end)


def _fields(record: type[Record], kind: FileKind) -> dict[str, Field]:
    """A tool may still become one of another kind, which takes a key of its own."""
    fields = fields_of(record)
    if record is not HttpToolFields:
        return fields
    use = {"use": fields_of(ToolUse)["use"]} if kind == "flow" else {}
    return use | fields | {"mcp": fields_of(McpToolFields)["mcp"]}


def _barred(record: type[Record] | None, written: Collection[str]) -> Collection[str]:
    """Keys that cannot stand beside those that are written."""
    if record is StepFields:
        return fields_of(record) if written else ()
    if record is HttpToolFields:
        shared = fields_of(ToolFields).keys()
        own = fields_of(record).keys() - shared
        return {*(["use"] if written else ()), *(["mcp"] if own & set(written) else ())}
    if record is None or not issubclass(record, EdgeFields):
        return ()
    barred = set(EdgeFields.DECIDERS)
    if barred.isdisjoint(written):
        barred -= set(record.DECIDERS)
    return {*barred, *(["to"] if "else" in written else ()), *(["else"] if "to" in written else ())}


def _values(moment: Moment, cursor: Cursor) -> Iterator[Offer]:
    yield from values_named(moment, cursor)
    for word in cursor.spot.shape.words():
        yield Offer(word, "word")


def _placed(offer: Offer, cursor: Cursor) -> Suggestion:
    """With quotes where YAML needs them."""
    text = offer.label
    if cursor.spot.role == "key":
        text += "" if cursor.goes_on else ": "
    elif offer.kind != "word" and not cursor.is_quoted and not _is_plain(text):
        text = f'"{text}"'
    return Suggestion(offer, text, cursor.start, cursor.end)


def _is_plain(text: str) -> bool:
    return _PLAIN.fullmatch(text) is not None and isinstance(resolve(text), str)


# ------------------------------------------------------------ templates and formulas


def _in_content(moment: Moment, cursor: Cursor) -> list[Suggestion]:
    spot = cursor.spot
    scope = cursor.outline.scope
    if spot.content == "formula":
        if spot.record is Collect and spot.field == "validate":
            into = scope.variables.get(spot.sibling("into"), TypeSpec(type="any"))
            scope = Scope(scope.inputs, scope.variables, {"value": into})
        return list(complete_formula(cursor.before, scope, cursor.offset))
    if spot.record is not None and issubclass(spot.record, ToolFields) and not issubclass(spot.record, NodeFields):
        args = TypeSpec(type="object", properties=parameters(spot.owner))
        scope = Scope(scope.inputs, scope.variables, {"args": args})
    return list(complete_template(moment, cursor.before, scope, cursor.offset))


def _in_prompt(moment: Moment, view: View, offset: int) -> list[Suggestion]:
    """With the names of the flows that use the prompt."""
    users = moment.users(view.path)
    inputs = {name: spec for user in reversed(users) for name, spec in user.outline.inputs.items()}
    variables = {name: spec for user in reversed(users) for name, spec in user.outline.variables.items()}
    return list(complete_template(moment, view.source.text[:offset], Scope(inputs, variables), offset))


# ------------------------------------------------------------ comments


def _in_comment(view: View, offset: int) -> list[Suggestion] | None:
    """None outside of comments that accept findings."""
    place = view.source.position(offset)
    typed = _SUPPRESSION.search(view.source.line(place.line)[: place.column - 1])
    if typed is None:
        return None
    start = offset - len(_LAST_WORD.findall(typed[0])[0])
    if typed["ignore"] is None:
        return [Suggestion(Offer("ignore", "word"), "ignore ", start, offset)]
    if "--" in typed["rules"]:
        return []
    return [
        Suggestion(Offer(rule.id, "rule", FAMILY_OF[rule.id], rule.summary), rule.id, start, offset)
        for rule in RULES.values()
        if not rule.required
    ]
