"""Our values as those of the protocol, and back. Positions are counted as client and server have agreed."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from lsprotocol import types
from msgspec import Struct

from ..diagnostics import Diagnostic, Edit, Severity
from ..rule import docs_address
from ..source import SourceFile, Span
from .actions import Action
from .hover import Hover
from .moment import View
from .offer import OfferKind, Suggestion
from .positions import BYTE_ORDER_MARK, ClientPosition, Encoding, from_client, to_client
from .symbols import Part, PartKind

SOURCE = "talkif-flows"

_SEVERITIES: dict[Severity, types.DiagnosticSeverity] = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "info": types.DiagnosticSeverity.Information,
}
_UNNECESSARY = frozenset({"unreachable-node", "shadowed-edge"})
_DEPRECATED = frozenset({"model-deprecated"})
_ITEM_KINDS: dict[OfferKind, types.CompletionItemKind] = {
    "key": types.CompletionItemKind.Property,
    "word": types.CompletionItemKind.Keyword,
    "node": types.CompletionItemKind.Class,
    "variable": types.CompletionItemKind.Variable,
    "member": types.CompletionItemKind.Field,
    "tool": types.CompletionItemKind.Function,
    "event": types.CompletionItemKind.Event,
    "file": types.CompletionItemKind.File,
    "flow": types.CompletionItemKind.Module,
    "helper": types.CompletionItemKind.Function,
    "rule": types.CompletionItemKind.Value,
    "type": types.CompletionItemKind.Struct,
    "name": types.CompletionItemKind.Value,
}
_SYMBOL_KINDS: dict[PartKind, types.SymbolKind] = {
    "section": types.SymbolKind.Namespace,
    "node": types.SymbolKind.Class,
    "variable": types.SymbolKind.Variable,
    "tool": types.SymbolKind.Function,
    "test": types.SymbolKind.Method,
    "entry": types.SymbolKind.Property,
}


class Translator(Struct, frozen=True):
    encoding: Encoding
    uri_of: Callable[[str], str]
    """Path inside the repository -> address."""
    raw_text_of: Callable[[str], str | None]
    """Path inside the repository -> text of an open document, as the client has it."""

    # ------------------------------------------------------------ places

    def offset(self, view: View, place: types.Position) -> int:
        has_mark = view.text.startswith(BYTE_ORDER_MARK)
        return from_client(view.source, ClientPosition(place.line, place.character), self.encoding, has_mark=has_mark)

    def position(self, source: SourceFile, offset: int) -> types.Position:
        has_mark = (self.raw_text_of(source.home) or "").startswith(BYTE_ORDER_MARK)
        place = to_client(source, offset, self.encoding, has_mark=has_mark)
        return types.Position(place.line, place.character)

    def range(self, span: Span) -> types.Range:
        return types.Range(self.position(span.source, span.start), self.position(span.source, span.end))

    def location(self, span: Span) -> types.Location:
        return types.Location(self.uri_of(span.source.home), self.range(span))

    # ------------------------------------------------------------ findings

    def diagnostic(self, found: Diagnostic) -> types.Diagnostic:
        related = [types.DiagnosticRelatedInformation(self.location(label.span), label.text) for label in found.related]
        tags = [types.DiagnosticTag.Unnecessary] if _is_unnecessary(found.rule) else []
        tags += [types.DiagnosticTag.Deprecated] if found.rule in _DEPRECATED else []
        lines = [found.message]
        if found.path:
            lines.append(f"Path: {' → '.join(found.path)}")
        if found.help:
            lines.append(found.help)
        return types.Diagnostic(
            range=self.range(found.span),
            message="\n".join(lines),
            severity=_SEVERITIES[found.severity],
            code=found.rule,
            code_description=types.CodeDescription(docs_address(found.rule)),
            source=SOURCE,
            tags=tags or None,
            related_information=related or None,
        )

    def workspace_edit(self, edits: Iterable[Edit]) -> types.WorkspaceEdit:
        changes: dict[str, list[types.TextEdit]] = {}
        for edit in edits:
            path = edit.span.source.home
            changes.setdefault(self.uri_of(path), []).append(self.text_edit(edit))
        return types.WorkspaceEdit(changes=changes)

    def text_edit(self, edit: Edit) -> types.TextEdit:
        raw = self.raw_text_of(edit.span.source.home) or ""
        text = edit.replacement.replace("\n", "\r\n") if "\r\n" in raw else edit.replacement
        return types.TextEdit(self.range(edit.span), text)

    def action(self, action: Action) -> types.CodeAction:
        return types.CodeAction(
            title=action.title,
            kind=types.CodeActionKind.QuickFix if action.found else types.CodeActionKind.SourceFixAll,
            diagnostics=[self.diagnostic(action.found)] if action.found else None,
            is_preferred=action.is_preferred or None,
            edit=self.workspace_edit(action.edits),
        )

    # ------------------------------------------------------------ features

    def item(self, view: View, suggestion: Suggestion) -> types.CompletionItem:
        offer = suggestion.offer
        span = Span(view.source, suggestion.start, suggestion.end)
        return types.CompletionItem(
            label=offer.label,
            kind=_ITEM_KINDS[offer.kind],
            detail=offer.detail or None,
            documentation=types.MarkupContent(types.MarkupKind.Markdown, offer.doc) if offer.doc else None,
            sort_text=f"{offer.rank}{offer.label}",
            filter_text=suggestion.text,
            text_edit=types.TextEdit(self.range(span), suggestion.text),
        )

    def hover(self, found: Hover) -> types.Hover:
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, found.text), self.range(found.span))

    def part(self, part: Part) -> types.DocumentSymbol:
        return types.DocumentSymbol(
            name=part.name or "(no name)",
            detail=part.detail or None,
            kind=_SYMBOL_KINDS[part.kind],
            range=self.range(part.span),
            selection_range=self.range(part.name_span),
            children=[self.part(child) for child in part.children],
        )


def _is_unnecessary(rule: str) -> bool:
    return rule in _UNNECESSARY or rule.startswith("unused-")
