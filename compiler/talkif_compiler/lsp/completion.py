"""What may stand where the cursor is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from talkif_schemas.types import TypeSpec

from ..checks import FAMILY_OF, RULES
from ..fields.tools import ToolFields
from ..nodes.collect import Collect
from ..nodes.fields import NodeFields
from ..scope import Scope
from ..syntax.scalars import resolve
from .completion_values import keys_named, values_named
from .content_completion import complete_formula, complete_template
from .cursor import Cursor, cursor_at
from .moment import Moment, View
from .offer import Offer, Suggestion
from .outline import parameters
from .shapes import fields_of

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
        return list(_keys(cursor))
    offers = keys_named(moment, cursor) if cursor.spot.role == "key" else _values(moment, cursor)
    return [_placed(offer, cursor) for offer in offers]


def _keys(cursor: Cursor) -> Iterator[Suggestion]:
    """Keys of the record that it does not have yet."""
    spot = cursor.spot
    if spot.shape.content is not None:
        inner = {"template": "file", "phone": "number", "header": "secret"}.get(spot.shape.content)
        if inner is not None:
            yield Suggestion(Offer(inner, "key"), inner if cursor.goes_on else f"{inner}: ", cursor.start, cursor.end)
        return
    written = spot.owner.entries.keys() if spot.owner is not None else ()
    fields = fields_of(spot.record) if spot.record is not None else {}
    for key, field in fields.items():
        if key not in written:
            offer = Offer(key, "key", "required" if field.required else "", field.doc, rank=not field.required)
            yield Suggestion(offer, key if cursor.goes_on else f"{key}: ", cursor.start, cursor.end)


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
