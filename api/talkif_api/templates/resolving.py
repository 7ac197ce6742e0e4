"""A template with values in it, as a call would render it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from talkif_compiler import templates
from talkif_runtime.templates import PartialMissing, RenderError, load
from talkif_schemas.errors import FieldError, Invalid

from .checking import Checked, own_path

#: Paths of given values that are looked at.
_MAX_PATHS: Final = 1_000
_MAX_DEPTH: Final = 10


@dataclass(frozen=True, slots=True)
class Rendered:
    text: str
    missing: list[str]
    unused: list[str]


def render(
    template: Checked,
    partials: Mapping[str, Checked],
    values: Mapping[str, Any],
    mode: Literal["strict", "lenient"],
    language: str,
) -> Rendered:
    """`partials`: those that the template leads to, by name. `values`: by namespace.

    Raises Invalid: a partial is not there, a limit is hit, or in strict mode a value is missing.
    """
    lowered = templates.lower(template.parsed, {name: checked.parsed for name, checked in partials.items()})
    used = [template, *partials.values()]
    missing = sorted(
        {
            ".".join(path)
            for checked in used
            for reference in checked.references
            if not reference.guarded and not _has(values, path := own_path(reference.path))
        }
    )
    try:
        text = load(lowered, language=language).render(values)
    except RenderError as error:
        # The values are not to blame for what the template calls.
        field = "content" if isinstance(error, PartialMissing) else "variables"
        problem = FieldError(field, "cannot_be_rendered", str(error))
        raise Invalid("validation_failed", f"The template cannot be rendered: {error}.", fields=(problem,)) from error
    if mode == "strict":
        _check_strict(lowered, values, missing, language)
    read = [own_path(reference.path) for checked in used for reference in checked.references]
    return Rendered(text, missing, [".".join(path) for path in _unread(values, read)])


def clock(moment: datetime) -> dict[str, str]:
    """The namespace `system`. `moment`: in the account's time zone."""
    return {"now": moment.isoformat(timespec="seconds"), "date": f"{moment:%Y-%m-%d}", "time": f"{moment:%H:%M}"}


def _check_strict(lowered: Any, values: Mapping[str, Any], missing: list[str], language: str) -> None:
    """What Handlebars' strict mode lets pass, passes: a value that is missing in a branch that is not taken."""
    try:
        load(lowered, "strict", language).render(values)
    except RenderError as error:
        fields = tuple(FieldError(f"variables.{path}", "required", "The template reads it") for path in missing)
        told = FieldError("variables", "required", str(error))
        raise Invalid("validation_failed", f"A value is missing: {error}.", fields=fields or (told,)) from error


def _has(values: Mapping[str, Any], path: tuple[str, ...]) -> bool:
    return any(_leads_somewhere(scope, path) for scope in (values, values.get("vars"), values.get("inputs")))


def _leads_somewhere(value: Any, path: tuple[str, ...]) -> bool:
    for index, segment in enumerate(path):
        if isinstance(value, list):
            # Members of lists have other names than fields: 0, first, length.
            return True
        if not isinstance(value, Mapping):
            return index > 0 and isinstance(value, str) and segment == "length"
        value = value.get(segment)
    return value is not None


def _unread(values: Mapping[str, Any], read: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Paths of values that are neither read nor part of what is."""
    beginnings = {path[:length] for path in read for length in range(1, len(path) + 1)}
    whole = set(read)
    found = []
    for count, path in enumerate(_leaves(values, ())):
        if count == _MAX_PATHS:
            break
        own = own_path(path)
        if own not in beginnings and not any(own[:length] in whole for length in range(1, len(own) + 1)):
            found.append(path)
    return sorted(found)


def _leaves(value: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if isinstance(value, Mapping) and value and len(path) < _MAX_DEPTH:
        for key, item in value.items():
            yield from _leaves(item, (*path, str(key)))
    elif path:
        yield path
