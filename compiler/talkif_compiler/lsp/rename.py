"""Renaming what belongs to a flow, everywhere it is named: the flow, its prompts and tools, its tests, other flows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from talkif_schemas.names import NAMESPACES

from ..diagnostics import Edit
from ..repository.recognition import PROJECT_FILE
from ..source import Span
from ..syntax.scalars import resolve
from ..templates import TemplateSyntaxError
from .content_names import parsed_template
from .mentions import Mention, Symbol, mentions_at, mentions_in, mentions_of
from .moment import Moment, View

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
_RENAMED = frozenset({"node", "variable", "input", "tool"})
_WORDS = {"node": "a node", "variable": "a variable", "input": "an input", "tool": "a tool"}


class RenameRefused(Exception):
    """The text says why."""


def renamable(moment: Moment, path: str, offset: int) -> Mention:
    """The name at a place. Raises RenameRefused."""
    found = mentions_at(moment, path, offset)
    if not found or found[0].symbol.kind not in _RENAMED:
        raise RenameRefused("only nodes, variables, inputs and tools of a flow can be renamed")
    mention = found[0]
    home = _home(moment, mention.symbol)
    if mention.symbol.name not in _declared(home, mention.symbol):
        raise RenameRefused(f"`{mention.symbol.name}` is not declared, so nothing can be renamed")
    return mention


def rename(moment: Moment, path: str, offset: int, new: str) -> list[Edit]:
    """Raises RenameRefused."""
    symbol = renamable(moment, path, offset).symbol
    home = _home(moment, symbol)
    _check_name(new)
    if new == symbol.name:
        return []
    _check_free(home, symbol, new)
    mentions = mentions_of(moment, symbol)
    _check_readable(moment, symbol, mentions, home)
    _check_shared(moment, symbol, mentions)
    _check_overrides(moment, symbol, mentions)
    return [Edit(mention.span, new) for mention in mentions]


def _home(moment: Moment, symbol: Symbol) -> View:
    view = moment.flow(symbol.owner) or moment.view(symbol.owner)
    if view is None or view.kind != "flow":
        raise RenameRefused(f"the flow `{symbol.owner}` is not in this repository")
    return view


def _declared(view: View, symbol: Symbol) -> set[str]:
    flow = view.outline
    sections: dict[str, Iterable[str]] = {
        "node": flow.nodes,
        "variable": flow.variables,
        "input": flow.inputs,
        "tool": flow.tools,
    }
    return set(sections[symbol.kind])


def _check_name(new: str) -> None:
    if not _NAME.fullmatch(new):
        raise RenameRefused("a name is a letter, then up to 63 letters, digits or underscores")
    if not isinstance(resolve(new), str):
        raise RenameRefused(f"YAML does not take `{new}` for text")


def _check_free(view: View, symbol: Symbol, new: str) -> None:
    flow = view.outline
    if new in _declared(view, symbol):
        raise RenameRefused(f"there is already {_WORDS[symbol.kind]} `{new}`")
    if symbol.kind not in ("variable", "input"):
        return
    # Templates write both without their namespace.
    if new in flow.variables or new in flow.inputs:
        other = "an input" if symbol.kind == "variable" else "a variable"
        raise RenameRefused(f"there is {other} `{new}`, and templates could not tell them apart")
    if new in NAMESPACES or new in ("vars", "inputs"):
        raise RenameRefused(f"`{new}` means something else in templates")


def _check_readable(moment: Moment, symbol: Symbol, mentions: list[Mention], home: View) -> None:
    """A file that cannot be read as a whole may name the symbol in a part that is not seen."""
    files = {home.path, *(mention.span.source.home for mention in mentions)}
    for path in sorted(files):
        view = moment.view(path)
        if view is not None and view.kind is not None and not view.is_whole:
            raise RenameRefused(f"{path} has a syntax error; mend it first")
    word = re.compile(rf"\b{re.escape(symbol.name)}\b")
    if symbol.kind in ("variable", "input"):
        for content, where in _templates(moment, home):
            if word.search(content) and isinstance(parsed_template(content), TemplateSyntaxError):
                raise RenameRefused(f"a template in {where} has a syntax error; mend it first")


def _templates(moment: Moment, home: View) -> Iterator[tuple[str, str]]:
    """(text, file)"""
    for spot in home.spots:
        if spot.content == "template" and not spot.is_file:
            yield spot.scalar.text, home.path
    for path in {mention.symbol.name for mention in mentions_in(moment, home.path) if mention.symbol.kind == "file"}:
        text = moment.files.read(path)
        if text is not None and path.endswith(".md"):
            yield text, path


def _check_shared(moment: Moment, symbol: Symbol, mentions: list[Mention]) -> None:
    """In a prompt or a tool that several flows use, each means its own names."""
    places: dict[str, set[int]] = {}
    for mention in mentions:
        view = moment.view(mention.span.source.home)
        if mention.spot is None and view is not None and view.kind in (None, "tools"):
            places.setdefault(mention.span.source.home, set()).add(mention.span.start)
    for path, starts in sorted(places.items()):
        for user in moment.users(path):
            named = mentions_in(moment, user.path) if user.owner != symbol.owner else ()
            if any(_touches(mention.span, path, starts) for mention in named):
                raise RenameRefused(
                    f"the flow `{user.owner}` uses {path} as well, and means its own `{symbol.name}` there"
                )


def _check_overrides(moment: Moment, symbol: Symbol, mentions: list[Mention]) -> None:
    """An entry of the project file may name a node of several flows at once."""
    starts = {mention.span.start for mention in mentions if mention.span.source.home == PROJECT_FILE}
    if symbol.kind != "node" or not starts:
        return
    for other in mentions_in(moment, PROJECT_FILE):
        flow = moment.flow(other.symbol.owner) if other.symbol.kind == "node" else None
        is_shared = other.span.start in starts and other.symbol.owner != symbol.owner
        if is_shared and flow is not None and symbol.name in flow.outline.nodes:
            raise RenameRefused(
                f"an entry of `overrides` in {PROJECT_FILE} also names `{symbol.name}` of the flow "
                f"`{other.symbol.owner}`; give each flow an entry of its own first"
            )


def _touches(span: Span, path: str, starts: set[int]) -> bool:
    return span.source.home == path and span.start in starts
