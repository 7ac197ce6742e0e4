"""What there is to know about the word at a place, as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from msgspec import Struct

from talkif_schemas.template_helpers import HELPERS
from talkif_schemas.types import InputSpec, TypeSpec

from ..catalogue import KINDS
from ..checks import RULES
from ..scope import Scope
from ..source import Span
from ..syntax.document import Mapping, Sequence
from ..syntax.scalar_map import span_in
from .arguments import argument_spec
from .content_names import Place, block_names
from .describe import rule_words, signature, type_words
from .event_words import event_words
from .mentions import Mention, Symbol, mentions_at, mentions_of
from .moment import Moment, View
from .names import naming
from .outline import child, parameters, text_at
from .service_words import model_words, provider_words, voice_words
from .shapes import NODE_BY_TYPE, fields_of, type_doc
from .spots import Spot
from .ways_words import way_words

_WORD = re.compile(r"[\w-]+")
_IGNORE = re.compile(r"#[ \t]*talkif:[ \t]*ignore\b")
_LISTED = 12


class Hover(Struct, frozen=True):
    text: str
    span: Span


def hover(moment: Moment, path: str, offset: int) -> Hover | None:
    view = moment.view(path)
    if view is None:
        return None
    for mention in mentions_at(moment, path, offset):
        if text := _of_symbol(moment, mention):
            return Hover(text, mention.span)
    return _of_place(moment, view, offset)


def _of_place(moment: Moment, view: View, offset: int) -> Hover | None:
    """What is no name of a flow or of the repository."""
    spot = next((spot for spot in view.spots if spot.scalar.span.start <= offset <= spot.scalar.span.end), None)
    if spot is not None and spot.content is None and (text := _of_spot(moment, view, spot)):
        return Hover(text, spot.scalar.span)
    return _of_block(moment, view, spot, offset) or _of_word(view, spot, offset)


def _of_symbol(moment: Moment, mention: Mention) -> str:
    symbol = mention.symbol
    match symbol.kind:
        case "node":
            return _of_node(moment, symbol)
        case "variable" | "input":
            return _of_variable(moment, symbol)
        case "member":
            return _of_member(moment, mention)
        case "tool" | "shared_tool":
            return _of_tool(moment, symbol)
        case "flow":
            return _of_flow(moment, symbol)
        case "outcome":
            return f"outcome **{symbol.name}** of `{symbol.owner}`"
        case "rule":
            return rule_words(RULES[symbol.name]) if symbol.name in RULES else ""
        case "provider":
            return provider_words(symbol.name)
        case "schedule":
            return _of_schedule(moment, symbol.name)
        case "file":
            return _of_file(moment, symbol.name)
        case "secret" | "number" | "host":
            return _of_bound(moment, symbol)
        case _:
            return ""


def _owner(moment: Moment, symbol: Symbol) -> View | None:
    """The flow or file that a symbol belongs to."""
    return moment.flow(symbol.owner) or moment.view(symbol.owner)


def _of_node(moment: Moment, symbol: Symbol) -> str:
    view = _owner(moment, symbol)
    if view is None or symbol.name not in view.outline.nodes:
        return ""
    node_type = view.outline.node_type(symbol.name)
    known = NODE_BY_TYPE.get(node_type)
    lines = [f"node **{symbol.name}**: `{node_type}`"]
    if known is not None:
        lines.append(type_doc(known))
    uses = [mention for mention in mentions_of(moment, symbol) if not mention.declares and mention.spot is not None]
    own = [mention for mention in uses if mention.span.source.home == view.path]
    leading = [way_words(mention.spot) for mention in own if mention.spot is not None]
    lines.append(_listed("Led to by", leading) or "Nothing leads here.")
    onward = [
        f"`{spot.scalar.text}`{way_words(spot, origin=False)}"
        for spot in view.spots
        if spot.path[:2] == ("nodes", symbol.name) and _is_target(view, spot)
    ]
    lines.append(_listed("Leads to", onward))
    return "\n\n".join(filter(None, lines))


def _is_target(view: View, spot: Spot) -> bool:
    return spot.role == "value" and way_words(spot) != "" and spot.scalar.text in view.outline.nodes


def _listed(title: str, items: list[str]) -> str:
    if not items:
        return ""
    rows = [f"- {item}" for item in items[:_LISTED]]
    if len(items) > _LISTED:
        rows.append(f"- and {len(items) - _LISTED} more")
    return f"{title}\n" + "\n".join(rows)


def _of_variable(moment: Moment, symbol: Symbol) -> str:
    view = _owner(moment, symbol)
    specs = (view.outline.variables if symbol.kind == "variable" else view.outline.inputs) if view is not None else {}
    spec = specs.get(symbol.name)
    if view is None or spec is None:
        return ""
    lines = [f"{symbol.kind} **{symbol.name}**: {_spec_words(spec)}", spec.description]
    if symbol.kind == "variable":
        filled = [
            mention.path[1]
            for mention in mentions_of(moment, symbol)
            if mention.spot is not None and mention.path[:1] == ("nodes",) and mention.span.source.home == view.path
        ]
        places = list(dict.fromkeys(f"`{node}` ({view.outline.node_type(node)})" for node in filled))
        lines.append(_listed("Filled in", places) or "Nothing fills it.")
    return "\n\n".join(filter(None, lines))


def _spec_words(spec: TypeSpec) -> str:
    words = type_words(spec)
    if spec.pattern is not None:
        words += f", `{spec.pattern}`"
    if isinstance(spec, InputSpec):
        words += ", required" if spec.required else ""
        words += f", `{spec.default}` if left out" if spec.default is not None else ""
    return words + (", may be null" if spec.nullable else "")


def _of_argument(name: str, spec: TypeSpec | None) -> str:
    if spec is None:
        return ""
    return "\n\n".join(filter(None, (f"argument **{name}**: {_spec_words(spec)}", spec.description)))


def _of_member(moment: Moment, mention: Mention) -> str:
    symbol = mention.symbol
    view = _owner(moment, symbol)
    if symbol.name.startswith("args.") and mention.path[:1] == ("tools",):
        home = moment.view(mention.span.source.home)
        tool = child(child(home.document, "tools"), mention.path[1]) if home is not None else None
        name = symbol.name.removeprefix("args.")
        return _of_argument(name, parameters(tool).get(name) if isinstance(tool, Mapping) else None)
    first, *rest = symbol.name.split(".")
    spec = view.outline.scope.roots().get(first) if view is not None else None
    for part in rest:
        while spec is not None and spec.type == "list" and part not in spec.properties:
            spec = spec.items
        spec = spec.properties.get(part) if spec is not None else None
    if spec is None:
        return ""
    return "\n\n".join(filter(None, (f"**{symbol.name}**: {_spec_words(spec)}", spec.description)))


def _of_tool(moment: Moment, symbol: Symbol) -> str:
    view = _owner(moment, symbol)
    tool = child(child(view.document, "tools"), symbol.name) if view is not None else None
    path, _, name = text_at(tool, "use").partition("#")
    shared = moment.view(path) if path else None
    if shared is not None:
        tool = child(child(shared.document, "tools"), name)
    if not isinstance(tool, Mapping):
        return ""
    request = f"`{text_at(tool, 'method') or 'GET'} {text_at(tool, 'url')}`" if "url" in tool.entries else ""
    return "\n\n".join(filter(None, (f"tool **{symbol.name}**", text_at(tool, "description"), request)))


def _of_flow(moment: Moment, symbol: Symbol) -> str:
    view = moment.flow(symbol.name)
    if view is None:
        return ""
    flow = view.outline
    inputs = ", ".join(f"`{name}`: {type_words(spec)}" for name, spec in flow.inputs.items())
    lines = [
        f"flow **{symbol.name}** ({view.path})",
        text_at(view.document, "name"),
        f"Inputs: {inputs}" if inputs else "",
        f"Exits: {', '.join(f'`{name}`' for name in flow.exits())}" if flow.nodes else "",
    ]
    return "\n\n".join(filter(None, lines))


def _of_bound(moment: Moment, symbol: Symbol) -> str:
    environments = child(moment.project(), "environments")
    found = {}
    for name, entry in environments.entries.items() if isinstance(environments, Mapping) else ():
        value = text_at(child(entry.value, f"{symbol.kind}s"), symbol.name)
        if value:
            found[name] = value
    rows = [f"- {name}: `{value}`" for name, value in found.items()]
    return f"{symbol.kind} **{symbol.name}**\n\n" + ("\n".join(rows) or "No environment binds it.")


def _of_schedule(moment: Moment, name: str) -> str:
    found = child(child(moment.project(), "schedules"), name)
    return f"schedule **{name}**\n\n{_quoted(found.span.text)}" if found is not None else ""


def _of_file(moment: Moment, path: str) -> str:
    """Its first lines."""
    text = moment.files.read(path)
    return f"**{path}**\n\n{_quoted(text)}" if text is not None else ""


def _quoted(text: str) -> str:
    """As it is written: indented, it is no Markdown."""
    lines = text.splitlines()
    return "\n".join(f"    {line}" for line in (*lines[:_LISTED], *(["…"] if len(lines) > _LISTED else [])))


def _of_block(moment: Moment, view: View, spot: Spot | None, offset: int) -> Hover | None:
    """A name in a template that belongs to the block around it, such as to an item of `each`."""
    found = [
        (name, spec, span)
        for content, scope, place in _templates_at(moment, view, spot)
        for name, spec, start, end in block_names(content, scope)
        if (span := place(start, end)).start <= offset <= span.end
    ]
    if not found:
        return None
    # A flow that reads a prompt need not have what the block is about.
    name, spec, span = next((item for item in found if item[1].type != "any"), found[0])
    return Hover("\n\n".join(filter(None, (f"**{name}**: {_spec_words(spec)}", spec.description))), span)


def _templates_at(moment: Moment, view: View, spot: Spot | None) -> Iterator[tuple[str, Scope, Place]]:
    """The template that a file is, as each flow reads it that does, or the one at a place of a file."""
    if view.kind is None:
        for user in moment.users(view.path):
            yield view.text, user.outline.scope, partial(Span, view.source)
    elif spot is not None and spot.content == "template" and not spot.is_file:
        yield spot.scalar.text, view.outline.scope, partial(span_in, spot.scalar)


def _of_spot(moment: Moment, view: View, spot: Spot) -> str:
    if spot.role == "field" and spot.record is not None:
        known = fields_of(spot.record).get(spot.field)
        if known is None:
            return ""
        words = known.shape.words()
        choices = f"\n\nOne of {', '.join(f'`{word}`' for word in words)}." if words else ""
        return f"**{known.key}**{' (required)' if known.required else ''}\n\n{known.doc}{choices}"
    text, named = spot.scalar.text, naming(spot)
    kind = next((kind for kind in KINDS if kind in spot.path), None)
    if named is not None and named.kind == "event":
        return event_words(text)
    if named is not None and named.kind == "argument":
        return _of_argument(text, argument_spec(moment, view, spot))
    if named is not None and named.kind == "model" and kind is not None:
        return model_words(kind, spot.sibling("provider"), text)
    if spot.field == "voice" and spot.role == "value":
        return voice_words(spot.sibling("provider") or _speaker(view), text)
    if spot.field == "type" and spot.scalar.text in NODE_BY_TYPE and spot.path[:1] == ("nodes",):
        return f"`{spot.scalar.text}`: {type_doc(NODE_BY_TYPE[spot.scalar.text])}"
    return ""


def _speaker(view: View) -> str:
    """The vendor whose voices a flow names."""
    voices = child(child(view.document, "services"), "tts")
    return text_at(voices.items[0] if isinstance(voices, Sequence) and voices.items else voices, "provider")


def _of_word(view: View, spot: Spot | None, offset: int) -> Hover | None:
    """A helper in a template, or a rule in a comment."""
    place = view.source.position(offset)
    line, begin = view.source.line(place.line), view.source.line_start(place.line)
    word = next((match for match in _WORD.finditer(line) if match.start() <= place.column - 1 <= match.end()), None)
    if word is None:
        return None
    span = Span(view.source, begin + word.start(), begin + word.end())
    if word[0] in RULES and _IGNORE.search(line[: word.start()]):
        return Hover(rule_words(RULES[word[0]]), span)
    is_template = view.kind is None or (spot is not None and spot.content == "template")
    helper = HELPERS.get(word[0])
    is_called = line[: word.start()].rstrip().endswith(("{{", "{{#", "{{~", "{{~#", "{{{", "(", "{{/", "else"))
    if helper is not None and is_template and is_called:
        return Hover(f"`{signature(word[0], helper)}`\n\n{helper.doc}", span)
    return None
