"""Names inside of templates and formulas that are being typed: all that is known is the text before the cursor."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct, field

from talkif_schemas.template_helpers import HELPERS
from talkif_schemas.types import TypeSpec

from ..scope import Scope
from ..templates.types import ANY, type_of_item, type_of_member
from .describe import signature, type_words
from .moment import Moment
from .offer import Offer, Suggestion

_TAG = re.compile(r"\{\{\{?~?(?P<sign>[#/^>&]?\*?)>?\s*(?P<inside>[^{}]*)\}?\}\}", re.DOTALL)
_OPEN_TAG = re.compile(r"\{\{\{?~?(?!!)(?P<sign>#?>|[#/^&]|)\s*(?P<inside>(?:[^{}]|(?<!\{)\{(?!\{))*)$", re.DOTALL)
_PATH = re.compile(r"(?P<lead>(?:\.\./)*)(?P<path>[@\w./-]*)$")
_OPENED = re.compile(r"(?P<helper>[\w-]+)(?:\s+(?P<argument>[\w./]+))?(?:.*?\bas\s*\|(?P<params>[^|]*)\|)?", re.DOTALL)
_PARTIAL = re.compile(r"[\w/-]*$")
_CALL = re.compile(r"(?:^|\()\s*(?P<helper>\w+)\s+[^()]*$")
_CEL_PATH = re.compile(r"(?<![\w.])(?P<path>[A-Za-z_]\w*(?:\.\w*)*)?$")
_CEL_COMPARED = re.compile(r"(?P<path>[A-Za-z_][\w.]*)\s*[!=]=\s*(?P<quote>['\"])[^'\"]*$")
_LOOP_NAMES = ("@index", "@first", "@last", "@key")

#: What CEL offers beyond names.
_FUNCTIONS = {
    "has": "Whether a field is there: `has(vars.order)`.",
    "size": "Length of text, a list or a map.",
    "int": "As a whole number.",
    "double": "As a number.",
    "string": "As text.",
}


class _Block(Struct):
    opener: str
    context: TypeSpec | None
    """What bare names are members of; None where they mean what they mean outside."""
    params: dict[str, TypeSpec] = field(default_factory=dict)


def complete_template(moment: Moment, before: str, scope: Scope, offset: int) -> Iterator[Suggestion]:
    """`before`: the template up to the cursor."""
    tag = _OPEN_TAG.search(before[before.rfind("{{") :]) if "{{" in before else None
    if tag is None:
        return
    inside = tag["inside"]
    blocks = _open_blocks(before[: before.rfind("{{")], scope)
    if tag["sign"].endswith(">"):
        typed = _PARTIAL.findall(inside)[0]
        if inside.strip() == typed:
            yield from _partials(moment, offset - len(typed), offset)
        return
    if tag["sign"] == "/":
        if blocks:
            yield Suggestion(Offer(blocks[-1].opener, "helper"), blocks[-1].opener, offset - len(inside), offset)
        return
    found = _PATH.search(inside)
    assert found is not None, "the pattern matches nothing, too"
    path = found["path"].split(".")
    start = offset - len(path[-1])
    is_head = not inside[: found.start()].strip() or inside[: found.start()].rstrip().endswith("(")
    if found["lead"]:
        blocks = blocks[: -found["lead"].count("../") or None]
    if len(path) > 1:
        spec = _follow(path[:-1], scope, blocks)
        yield from _members(spec, start, offset)
        return
    yield from _names(scope, blocks, start, offset)
    if is_head and not found["lead"]:
        yield from _helpers(tag["sign"] == "#", start, offset)
    elif (call := _CALL.search(inside)) is not None and (helper := HELPERS.get(call["helper"])) is not None:
        for name in helper.options:
            yield Suggestion(Offer(name, "word", f"option of {call['helper']}"), f"{name}=", start, offset)


def complete_formula(before: str, scope: Scope, offset: int) -> Iterator[Suggestion]:
    """`before`: the CEL up to the cursor."""
    compared = _CEL_COMPARED.search(before)
    if compared is not None:
        spec = _follow(compared["path"].split("."), scope, [], bare=False)
        typed = before[compared.end("quote") :]
        for value in spec.values if spec is not None else ():
            yield Suggestion(Offer(value, "name"), value, offset - len(typed), offset)
        return
    if before.count("'") % 2 or before.count('"') % 2:
        return
    found = _CEL_PATH.search(before)
    if found is None:
        return
    path = (found["path"] or "").split(".")
    start = offset - len(path[-1])
    if len(path) > 1:
        yield from _members(_follow(path[:-1], scope, [], bare=False), start, offset)
        return
    for name, spec in scope.roots().items():
        yield _name(name, spec, start, offset)
    for name, doc in _FUNCTIONS.items():
        yield Suggestion(Offer(name, "helper", "", doc, rank=1), f"{name}(", start, offset)


def _open_blocks(before: str, scope: Scope) -> list[_Block]:
    """Blocks that are open at the end of a text, from the outside in."""
    blocks: list[_Block] = []
    for tag in _TAG.finditer(before):
        if tag["sign"].startswith("/"):
            if blocks:
                blocks.pop()
        elif tag["sign"] in ("#", "^"):
            blocks.append(_block(tag["inside"], scope, blocks))
    return blocks


def _block(inside: str, scope: Scope, around: list[_Block]) -> _Block:
    opened = _OPENED.match(inside)
    if opened is None:
        return _Block("", None)
    opener, argument = opened["helper"], opened["argument"]
    if opener not in ("each", "with"):
        return _Block(opener, None)
    spec = (_follow(argument.split("."), scope, around) if argument else None) or ANY
    inner = type_of_item(spec) if opener == "each" else spec
    names = (opened["params"] or "").split()
    key = TypeSpec(type="integer" if spec.type == "list" else "string")
    return _Block(opener, inner, dict(zip(names, (inner, key), strict=False)))


def _follow(path: list[str], scope: Scope, blocks: list[_Block], *, bare: bool = True) -> TypeSpec | None:
    """The type at the end of a path; None when it leads nowhere. `bare`: variables need no `vars`."""
    spec = _first(path[0], scope, blocks) if bare else scope.roots().get(path[0])
    for part in path[1:]:
        spec = type_of_member(spec, part) if spec is not None else None
    return spec


def _first(name: str, scope: Scope, blocks: list[_Block]) -> TypeSpec | None:
    for block in reversed(blocks):
        if name in block.params:
            return block.params[name]
    context = next((block.context for block in reversed(blocks) if block.context is not None), None)
    if context is not None:
        return context if name == "this" else type_of_member(context, name)
    found = scope.resolve(name)
    return found[1] if found is not None else None


def _names(scope: Scope, blocks: list[_Block], start: int, end: int) -> Iterator[Suggestion]:
    for block in blocks:
        for name, spec in block.params.items():
            yield _name(name, spec, start, end)
    context = next((block.context for block in reversed(blocks) if block.context is not None), None)
    if context is not None:
        yield from _members(context, start, end)
        yield Suggestion(Offer("this", "word", type_words(context)), "this", start, end)
    if any(block.opener == "each" for block in blocks):
        yield from (Suggestion(Offer(name, "word", rank=1), name, start, end) for name in _LOOP_NAMES)
    if context is None:
        for specs in (
            scope.variables,
            {name: spec for name, spec in scope.inputs.items() if name not in scope.variables},
        ):
            for name, spec in specs.items():
                yield _name(name, spec, start, end)
        for name, spec in scope.roots().items():
            yield _name(name, spec, start, end, rank=1)


def _members(spec: TypeSpec | None, start: int, end: int) -> Iterator[Suggestion]:
    for name, member in (spec.properties if spec is not None else {}).items():
        yield Suggestion(Offer(name, "member", type_words(member), member.description), name, start, end)


def _name(name: str, spec: TypeSpec, start: int, end: int, rank: int = 0) -> Suggestion:
    return Suggestion(Offer(name, "variable", type_words(spec), spec.description, rank), name, start, end)


def _helpers(opens_block: bool, start: int, end: int) -> Iterator[Suggestion]:
    for name, helper in HELPERS.items():
        if helper.opens_block if opens_block else not helper.needs_block:
            yield Suggestion(Offer(name, "helper", signature(name, helper), helper.doc, rank=2), name, start, end)


def _partials(moment: Moment, start: int, end: int) -> Iterator[Suggestion]:
    for path in moment.paths:
        if path.startswith("prompts/") and path.endswith(".md"):
            name = path.removeprefix("prompts/").removesuffix(".md")
            yield Suggestion(Offer(name, "file", path), name, start, end)
