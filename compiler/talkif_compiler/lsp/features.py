"""What the server can do for a client: each request of the protocol, and the pure function that answers it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import wraps
from typing import Any, TypeVar

from lsprotocol import types
from msgspec import Struct
from pygls.exceptions import JsonRpcException

from ..pipeline import check_flow
from . import actions
from .completion import complete
from .formatting import format_edits
from .hover import hover
from .moment import Moment, View
from .navigation import definitions, references
from .rename import RenameRefused, renamable, rename
from .server import FlowServer, file_of
from .symbols import parts_of
from .translate import Translator

T = TypeVar("T")

_REQUEST_FAILED = -32803
_TRIGGERS = [" ", ":", "{", ".", "#", "/", "(", "'", '"', "-"]
_WATCHED = ("**/*.{yaml,yml,md}", "**/talkif.lock", "**/talkif.baseline.json")


class RequestFailed(JsonRpcException):
    """What was asked for cannot be done; the client shows why."""

    CODE = _REQUEST_FAILED


class Question(Struct, frozen=True):
    """One open document at one moment."""

    moment: Moment
    path: str
    view: View
    translator: Translator

    def offset(self, place: types.Position) -> int:
        return self.translator.offset(self.view, place)


_SMALL_FLOW = "schema: talkif.flow/v1\nflow: a\ninputs: {b: {type: any}}\nstart: c\nnodes: {c: {type: end}}\n"


def new_server() -> FlowServer:
    # What is made at its first use is made before there are threads, and before somebody waits for it.
    check_flow({"a.yaml": _SMALL_FLOW}, "a.yaml")
    server = FlowServer()
    _follow_documents(server)
    _answer_reading(server)
    _answer_changing(server)
    return server


def _follow_documents(server: FlowServer) -> None:
    feature = _features(server)

    @feature(types.INITIALIZED)
    async def initialized(_params: types.InitializedParams) -> None:
        workspace = server.client_capabilities.workspace
        watching = workspace.did_change_watched_files if workspace is not None else None
        if watching is None or not watching.dynamic_registration:
            return
        options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(glob) for glob in _WATCHED])
        registration = types.Registration("files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
        await server.client_register_capability_async(types.RegistrationParams([registration]))

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: types.DidOpenTextDocumentParams) -> None:
        server.did_open(params.text_document)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: types.DidChangeTextDocumentParams) -> None:
        if params.content_changes:
            server.did_change(params.text_document, params.content_changes[-1].text)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: types.DidCloseTextDocumentParams) -> None:
        server.did_close(params.text_document.uri)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def did_change_files(_params: types.DidChangeWatchedFilesParams) -> None:
        server.repositories.files_changed()

    @server.feature(types.SHUTDOWN)
    def shutdown(_params: None) -> None:
        server.is_shut_down = True


def _answer_reading(server: FlowServer) -> None:
    feature = _features(server)

    @feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=_TRIGGERS))
    async def completion(params: types.CompletionParams) -> types.CompletionList | None:
        def answer(asked: Question) -> types.CompletionList:
            found = complete(asked.moment, asked.path, asked.offset(params.position))
            return types.CompletionList(False, [asked.translator.item(asked.view, item) for item in found])

        return await _ask(server, params.text_document, answer)

    @feature(types.TEXT_DOCUMENT_HOVER)
    async def hovering(params: types.HoverParams) -> types.Hover | None:
        def answer(asked: Question) -> types.Hover | None:
            found = hover(asked.moment, asked.path, asked.offset(params.position))
            return asked.translator.hover(found) if found is not None else None

        return await _ask(server, params.text_document, answer)

    @feature(types.TEXT_DOCUMENT_DEFINITION)
    async def definition(params: types.DefinitionParams) -> list[types.Location] | None:
        def answer(asked: Question) -> list[types.Location]:
            spans = definitions(asked.moment, asked.path, asked.offset(params.position))
            return [asked.translator.location(span) for span in spans]

        return await _ask(server, params.text_document, answer)

    @feature(types.TEXT_DOCUMENT_REFERENCES)
    async def references_to(params: types.ReferenceParams) -> list[types.Location] | None:
        def answer(asked: Question) -> list[types.Location]:
            offset = asked.offset(params.position)
            wanted = params.context.include_declaration
            spans = references(asked.moment, asked.path, offset, declarations_too=wanted)
            return [asked.translator.location(span) for span in spans]

        return await _ask(server, params.text_document, answer)

    @feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    async def symbols(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol] | None:
        def answer(asked: Question) -> list[types.DocumentSymbol]:
            return [asked.translator.part(part) for part in parts_of(asked.view)]

        return await _ask(server, params.text_document, answer)


def _answer_changing(server: FlowServer) -> None:
    feature = _features(server)

    @feature(types.TEXT_DOCUMENT_PREPARE_RENAME)
    async def prepare_rename(params: types.PrepareRenameParams) -> types.PrepareRenamePlaceholder | None:
        def answer(asked: Question) -> types.PrepareRenamePlaceholder:
            found = renamable(asked.moment, asked.path, asked.offset(params.position))
            return types.PrepareRenamePlaceholder(asked.translator.range(found.span), found.symbol.name)

        return await _ask(server, params.text_document, answer)

    @feature(types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))
    async def renaming(params: types.RenameParams) -> types.WorkspaceEdit | None:
        def answer(asked: Question) -> types.WorkspaceEdit:
            edits = rename(asked.moment, asked.path, asked.offset(params.position), params.new_name)
            return asked.translator.workspace_edit(edits)

        return await _ask(server, params.text_document, answer)

    kinds = [types.CodeActionKind.QuickFix, types.CodeActionKind.SourceFixAll]

    @feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=kinds))
    async def code_actions(params: types.CodeActionParams) -> list[types.CodeAction] | None:
        file = file_of(params.text_document.uri)
        known = server.repositories.findings(file) if file is not None else ()
        wanted = params.context.only

        def answer(asked: Question) -> list[types.CodeAction]:
            found: list[actions.Action] = []
            if _wants(wanted, types.CodeActionKind.QuickFix):
                start, end = asked.offset(params.range.start), asked.offset(params.range.end)
                found += actions.quick_fixes(asked.view, known, start, end)
            if _wants(wanted, types.CodeActionKind.SourceFixAll):
                whole = actions.fix_all(asked.view, known)
                found += [whole] if whole is not None else []
            return [asked.translator.action(action) for action in found]

        return await _ask(server, params.text_document, answer)

    @feature(types.TEXT_DOCUMENT_FORMATTING)
    async def formatting(params: types.DocumentFormattingParams) -> list[types.TextEdit] | None:
        def answer(asked: Question) -> list[types.TextEdit]:
            if asked.view.kind is None:
                return []
            return [asked.translator.text_edit(edit) for edit in format_edits(asked.view.source)]

        return await _ask(server, params.text_document, answer)


def _wants(only: Sequence[types.CodeActionKind | str] | None, kind: types.CodeActionKind) -> bool:
    """A kind stands for all that begin with it."""
    if only is None:
        return True
    names = [str(getattr(one, "value", one)) for one in only]
    return any(kind.value == name or kind.value.startswith(f"{name}.") for name in names)


async def _ask(server: FlowServer, document: types.TextDocumentIdentifier, answer: Callable[[Question], T]) -> T | None:
    """The answer for a document, worked out in another thread; None for one that is not open."""
    file = file_of(document.uri)
    opened = server.repositories.moment(file) if file is not None else None
    if file is None or opened is None:
        return None
    moment, path = opened
    translator = server.translator(server.repositories.root(file))

    def question() -> T | None:
        view = moment.view(path)
        return answer(Question(moment, path, view, translator)) if view is not None else None

    return await server.answers.ask(question)


_Handler = Callable[..., Awaitable[Any]]


def _features(server: FlowServer) -> Callable[..., Callable[[_Handler], _Handler]]:
    """`server.feature`, for handlers whose mistakes are logged and answered with nothing."""

    def feature(name: str, options: object = None) -> Callable[[_Handler], _Handler]:
        def register(handler: _Handler) -> _Handler:
            @wraps(handler)
            async def safe(params: Any) -> Any:
                try:
                    return await handler(params)
                except RenameRefused as refusal:
                    raise RequestFailed(str(refusal)) from None
                except Exception as error:  # noqa: BLE001 - the server goes on
                    server.log_error(name, error)
                    return None

            server.feature(name, options)(safe)
            return handler

        return register

    return feature
