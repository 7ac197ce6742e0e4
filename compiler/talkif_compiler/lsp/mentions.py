"""Who is named where: every name of a file, with what it belongs to and where exactly it is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from msgspec import Struct, field

from talkif_schemas.types import TypeSpec

from ..fields.tools import ToolFields
from ..linking.flow_interface import EXIT
from ..nodes.collect import Collect
from ..repository import partials
from ..repository.recognition import PROJECT_FILE
from ..scope import Scope
from ..source import SourceFile, Span
from ..syntax.document import Mapping, Scalar, Sequence
from ..syntax.scalar_map import span_in
from .content_names import Place, formula_names, template_names
from .moment import Moment, View
from .names import Kind, Naming, naming
from .outline import child, parameters
from .shapes import root_shape
from .spots import Spot, spots

_WILD = frozenset("*?[")


class Symbol(Struct, frozen=True):
    kind: Kind
    owner: str
    """Id of a flow, path of a file of tools; empty for what belongs to the whole repository."""
    name: str


class Mention(Struct, frozen=True):
    symbol: Symbol
    span: Span
    """The name alone, without quotes."""
    declares: bool = False
    spot: Spot | None = None
    """None inside of templates and formulas."""
    path: tuple[str, ...] = ()
    """Where in its document."""


def mentions_in(moment: Moment, path: str) -> list[Mention]:
    """Of a file, and, for a flow, of the prompts and tools that it reads."""
    view = moment.view(path)
    if view is None or view.kind is None:
        return []
    return list(_Gathering(moment, view).all())


def mentions_at(moment: Moment, path: str, offset: int) -> list[Mention]:
    """What is named at a place of a file; several where a prompt is used by several flows. The narrowest first."""
    view = moment.view(path)
    if view is None:
        return []
    found = mentions_in(moment, path)
    if view.kind in (None, "tools"):
        found += [mention for user in moment.users(path) for mention in mentions_in(moment, user.path)]
    touched = [
        mention
        for mention in found
        if mention.span.source.home == path and mention.span.start <= offset <= mention.span.end
    ]
    return sorted(touched, key=lambda mention: mention.span.end - mention.span.start)


def mentions_of(moment: Moment, symbol: Symbol) -> list[Mention]:
    """Everywhere in the repository, each place once, by file and place."""
    found: dict[tuple[str, int], Mention] = {}
    for path in _where(moment, symbol):
        for mention in mentions_in(moment, path):
            if mention.symbol == symbol:
                found.setdefault((mention.span.source.home, mention.span.start), mention)
    return [found[place] for place in sorted(found)]


def _where(moment: Moment, symbol: Symbol) -> Iterator[str]:
    """Files that may name it, told without reading them as a whole."""
    for path in moment.paths:
        is_own = symbol.owner in (path, moment.files.flows.get(path)) and symbol.owner != ""
        text = moment.files.read(path) or ""
        # A flow may name its variables in the files that it reads, and nowhere in its own.
        if is_own or (symbol.name in text and (symbol.owner in text or path == PROJECT_FILE)):
            yield path


class _Gathering(Struct):
    moment: Moment
    view: View
    seen_files: set[str] = field(default_factory=set)

    def all(self) -> Iterator[Mention]:
        for spot in self.view.spots:
            yield from self._of(spot, self.view.outline.scope)
        for tool in self.view.outline.tools.values():
            yield from self._in_shared_tool(tool)

    def _of(self, spot: Spot, scope: Scope) -> Iterator[Mention]:
        if spot.content in ("template", "formula") and not spot.is_file:
            yield from self._in_content(spot, scope)
            return
        named = naming(spot)
        if named is None:
            return
        for symbol, start, end in self._symbols(spot, named):
            span = written(spot.scalar, start, end)
            yield Mention(symbol, span, named.declares, spot, spot.path)
        if named.kind == "file" and spot.content == "template":
            yield from self._in_file(spot.scalar.text, scope)

    def _symbols(self, spot: Spot, named: Naming) -> Iterator[tuple[Symbol, int, int]]:
        """What a spot names, and where in its text the name stands."""
        text = spot.scalar.text
        end = len(text)
        owner = self._owner(spot, named)
        match named.kind:
            case "node" | "variable" | "input" | "tool" | "outcome":
                yield Symbol(named.kind, owner, text), 0, end
            case "event":
                if text.startswith(EXIT):
                    node = self.view.outline.nodes.get(spot.path[1]) if len(spot.path) > 1 else None
                    called = child(node, "flow")
                    if isinstance(called, Scalar):
                        yield Symbol("outcome", called.text, text.removeprefix(EXIT)), len(EXIT), end
            case "tool_use":
                path, _, name = text.partition("#")
                yield Symbol("file", "", path), 0, len(path)
                yield Symbol("shared_tool", path, name), len(path) + 1, end
            case "shared_tool":
                yield Symbol("shared_tool", self.view.path, text), 0, end
            case "mock":
                tested = self.moment.flow(owner)
                is_tool = tested is not None and text in tested.outline.tools
                yield Symbol("tool" if is_tool else "node", owner, text), 0, end
            case "node_pattern":
                for flow in self._covered_flows(spot):
                    yield Symbol("node", flow, text), 0, end
            case "argument" | "case" | "type" | "model" | "voice" | "contact_field" | "call_field":
                return
            case "zone" | "region" | "day":
                return
            case _:
                yield Symbol(named.kind, "", text), 0, end

    def _owner(self, spot: Spot, named: Naming) -> str:
        if named.of_the_other:
            return spot.sibling("flow")
        return self.view.owner

    def _covered_flows(self, spot: Spot) -> Iterator[str]:
        """Flows in which an entry of the project file weighs findings otherwise, when it names one node."""
        files = spot.owner.entries.get("files") if spot.owner is not None else None
        if files is None or _WILD & set(spot.scalar.text):
            return
        items = files.value.items if isinstance(files.value, Sequence) else (files.value,)
        patterns = [item.text for item in items if isinstance(item, Scalar)]
        for flow, path in self.moment.flows.items():
            if any(fnmatchcase(path, pattern) for pattern in patterns):
                yield flow

    # ------------------------------------------------------------ templates and formulas

    def _in_content(self, spot: Spot, scope: Scope) -> Iterator[Mention]:
        def place(start: int, end: int) -> Span:
            return span_in(spot.scalar, start, end)

        if spot.content == "formula":
            checked = spot.record is Collect and spot.field == "validate"
            inner = Scope(scope.inputs, scope.variables, {"value": TypeSpec(type="any")}) if checked else scope
            names = formula_names(spot.scalar.text, inner)
        else:
            inner = self._scope_of_tool(spot, scope)
            names = template_names(spot.scalar.text, inner)
        yield from self._named(names, place, spot.path)
        if spot.content == "template":
            yield from self._in_partials(spot.scalar.text, place, inner, spot.path)

    def _in_file(self, path: str, scope: Scope) -> Iterator[Mention]:
        text = self.moment.files.read(path)
        if text is None or path in self.seen_files:
            return
        self.seen_files.add(path)
        source = SourceFile(path, text)

        def place(start: int, end: int) -> Span:
            return Span(source, start, end)

        yield from self._named(template_names(source.text, scope), place, ())
        yield from self._in_partials(source.text, place, scope, ())

    def _in_partials(self, content: str, place: Place, scope: Scope, path: tuple[str, ...]) -> Iterator[Mention]:
        if "{{" not in content:
            return
        for name, start, end in partials.called(content):
            target = partials.path_of(name)
            yield Mention(Symbol("file", "", target), place(start, end), path=path)
            yield from self._in_file(target, scope)

    def _in_shared_tool(self, tool: Mapping | None) -> Iterator[Mention]:
        """The variables of this flow in the templates of a tool that is written elsewhere."""
        use = child(tool, "use")
        path, _, name = use.text.partition("#") if isinstance(use, Scalar) else ("", "", "")
        file = self.moment.view(path) if path else None
        shared = child(child(file.document, "tools"), name) if file is not None else None
        if not isinstance(shared, Mapping) or (mark := f"{path}#{name}") in self.seen_files:
            return
        self.seen_files.add(mark)
        for spot in spots(shared, root_shape("tools").of("tools")):
            if spot.content in ("template", "formula"):
                yield from self._in_content(spot, _with_args(self.view.outline.scope, shared))

    def _scope_of_tool(self, spot: Spot, scope: Scope) -> Scope:
        is_tool = spot.record is not None and issubclass(spot.record, ToolFields)
        return _with_args(scope, spot.owner) if is_tool and spot.owner is not None else scope

    def _named(
        self, names: Iterable[tuple[tuple[str, ...], int, int]], place: Place, path: tuple[str, ...]
    ) -> Iterator[Mention]:
        for name, start, end in names:
            if len(name) == 2 and name[0] in ("vars", "inputs"):
                symbol = Symbol("variable" if name[0] == "vars" else "input", self.view.owner, name[1])
            else:
                symbol = Symbol("member", self.view.owner, ".".join(name))
            yield Mention(symbol, place(start, end), path=path)


def _with_args(scope: Scope, tool: Mapping) -> Scope:
    args = TypeSpec(type="object", properties=parameters(tool))
    return Scope(scope.inputs, scope.variables, {"args": args})


def written(scalar: Scalar, start: int, end: int) -> Span:
    """Characters of a scalar, without its quotes."""
    return scalar.span if scalar.style == "plain" and end - start == len(scalar.text) else span_in(scalar, start, end)
