"""A client drives the real program over stdin and stdout."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.client import LanguageClient

from tests.compiler.lsp.shop import FILES, FLOW, PROMPT

PROGRAM = "from talkif_compiler.cli import main; main()"
PATIENCE_SECONDS = 60
BROKEN = FILES[FLOW].replace("next: ask\n", "next: ak\n")


class Editor:
    """A client with the few things that people do in an editor."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.client = LanguageClient("editor", "1")
        self.told: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()
        self.logged: list[str] = []
        self.watched: list[types.Registration] = []
        self.versions: dict[str, int] = {}
        self.exit_code: int | None = None

        @self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def publish(params: types.PublishDiagnosticsParams) -> None:
            self.told.put_nowait(params)

        @self.client.feature(types.WINDOW_LOG_MESSAGE)
        def log(params: types.LogMessageParams) -> None:
            self.logged.append(params.message)

        @self.client.feature(types.CLIENT_REGISTER_CAPABILITY)
        def register(params: types.RegistrationParams) -> None:
            self.watched += params.registrations

    async def start(self, encodings: list[types.PositionEncodingKind | str] | None = None) -> types.InitializeResult:
        await self.client.start_io(sys.executable, "-c", PROGRAM, "lsp", "--stdio")
        files = types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True)
        capabilities = types.ClientCapabilities(
            general=types.GeneralClientCapabilities(position_encodings=encodings) if encodings else None,
            workspace=types.WorkspaceClientCapabilities(did_change_watched_files=files),
        )
        result = await self.client.initialize_async(types.InitializeParams(capabilities=capabilities))
        self.client.initialized(types.InitializedParams())
        return result

    async def stop(self) -> None:
        await self.client.shutdown_async(None)
        self.client.exit(None)
        await self.client.stop()
        assert self.client._server is not None
        self.exit_code = self.client._server.returncode

    def uri(self, path: str) -> str:
        return (self.root / path).as_uri()

    def document(self, path: str) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(self.uri(path))

    async def open(self, path: str, text: str) -> list[types.Diagnostic]:
        self.versions[path] = 1
        item = types.TextDocumentItem(self.uri(path), "yaml", 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return await self.findings(path)

    async def type(self, path: str, text: str) -> list[types.Diagnostic]:
        self.change(path, text)
        return await self.findings(path)

    def change(self, path: str, text: str) -> None:
        self.versions[path] += 1
        document = types.VersionedTextDocumentIdentifier(self.versions[path], self.uri(path))
        changes = [types.TextDocumentContentChangeWholeDocument(text)]
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, changes))

    async def findings(self, path: str) -> list[types.Diagnostic]:
        """The next that are told of a file."""
        while True:
            params = await asyncio.wait_for(self.told.get(), PATIENCE_SECONDS)
            if params.uri == self.uri(path):
                return list(params.diagnostics)


@pytest_asyncio.fixture
async def editor(tmp_path: Path) -> AsyncIterator[Editor]:
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    editor = Editor(tmp_path)
    yield editor
    if editor.exit_code is None:
        await editor.stop()
    assert editor.exit_code == 0


def errors(found: list[types.Diagnostic]) -> list[str]:
    return [str(one.code) for one in found if one.severity == types.DiagnosticSeverity.Error]


def position(text: str, marked: str) -> types.Position:
    """In units of UTF-16."""
    offset = text.index(marked.replace("¦", "")) + marked.index("¦")
    line = text[:offset].split("\n")[-1]
    return types.Position(text.count("\n", 0, offset), len(line.encode("utf-16-le")) // 2)


async def test_a_session(editor: Editor) -> None:
    result = await editor.start()
    assert result.capabilities.position_encoding == types.PositionEncodingKind.Utf16
    assert errors(await editor.open(FLOW, FILES[FLOW])) == []

    (found,) = [one for one in await editor.type(FLOW, BROKEN) if one.code == "broken-reference"]
    assert found.range == types.Range(position(BROKEN, "next: ¦ak"), position(BROKEN, "next: ak¦"))
    assert found.source == "talkif-flows"
    assert found.code_description == types.CodeDescription("https://docs.talkif.ai/rules/broken-reference")
    assert "Did you mean `ask`?" in found.message

    request = types.CodeActionParams(editor.document(FLOW), found.range, types.CodeActionContext([found]))
    offered = await editor.client.text_document_code_action_async(request)
    assert offered is not None
    action = next(one for one in offered if one.title == "Go to `ask`")
    assert isinstance(action, types.CodeAction)
    assert action.edit is not None
    assert action.edit.changes == {editor.uri(FLOW): (types.TextEdit(found.range, "ask"),)}

    assert errors(await editor.type(FLOW, FILES[FLOW])) == []
    half = FILES[FLOW].replace("{on: done, to: lookup}", "{on: done, to: ")
    editor.change(FLOW, half)
    asked = types.CompletionParams(editor.document(FLOW), position(half, "{on: done, to: ¦"))
    completions = await editor.client.text_document_completion_async(asked)
    assert isinstance(completions, types.CompletionList)
    assert "lookup" in [item.label for item in completions.items]
    assert errors(await editor.findings(FLOW)) == ["yaml-syntax"]

    await editor.stop()
    assert editor.exit_code == 0
    assert editor.logged == []
    assert [registration.method for registration in editor.watched] == ["workspace/didChangeWatchedFiles"]


async def test_reading_and_renaming_across_files(editor: Editor) -> None:
    await editor.start()
    text = FILES[FLOW]
    await editor.open(FLOW, text)
    document, client = editor.document(FLOW), editor.client

    hover = await client.text_document_hover_async(types.HoverParams(document, position(text, "next: ¦ask")))
    assert hover is not None
    assert isinstance(hover.contents, types.MarkupContent)
    assert "node **ask**: `collect`" in hover.contents.value

    places = await client.text_document_definition_async(
        types.DefinitionParams(document, position(text, "#¦find_order"))
    )
    assert isinstance(places, list | tuple)
    assert [getattr(place, "uri", "") for place in places] == [editor.uri("tools/orders.yaml")]

    context = types.ReferenceContext(include_declaration=True)
    named = await client.text_document_references_async(
        types.ReferenceParams(context, document, position(text, "into: ¦order_id"))
    )
    assert named is not None
    assert editor.uri(PROMPT) in {place.uri for place in named}

    at = position(text, "into: ¦order_id")
    prepared = await client.text_document_prepare_rename_async(types.PrepareRenameParams(document, at))
    assert isinstance(prepared, types.PrepareRenamePlaceholder)
    assert prepared.placeholder == "order_id"
    edit = await client.text_document_rename_async(types.RenameParams(document, at, "number"))
    assert edit is not None
    assert edit.changes is not None
    assert sorted(edit.changes) == sorted(map(editor.uri, ("flows/shop.test.yaml", FLOW, PROMPT)))
    with pytest.raises(JsonRpcException, match="already a variable"):
        await client.text_document_rename_async(types.RenameParams(document, at, "order"))
    with pytest.raises(JsonRpcException, match="can be renamed"):
        await client.text_document_prepare_rename_async(
            types.PrepareRenameParams(document, position(text, "type: ¦collect"))
        )

    symbols = await client.text_document_document_symbol_async(types.DocumentSymbolParams(document))
    assert symbols is not None
    nodes = next(symbol for symbol in symbols if symbol.name == "nodes")
    assert isinstance(nodes, types.DocumentSymbol)
    assert nodes.children is not None
    assert ("ask", "collect") in [(child.name, child.detail) for child in nodes.children]

    await editor.type(FLOW, text.replace("start: greet", "start:    greet"))
    options = types.FormattingOptions(2, insert_spaces=True)
    edits = await client.text_document_formatting_async(types.DocumentFormattingParams(document, options))
    assert edits is not None
    assert [one.new_text for one in edits] == ["start: greet\n"]


async def test_an_unsaved_prompt_counts(editor: Editor) -> None:
    await editor.start()
    await editor.open(FLOW, FILES[FLOW])
    await editor.open(PROMPT, FILES[PROMPT])
    found = await editor.type(PROMPT, "{{order.stats}}\r\n")
    assert errors(found) == ["undefined-variable"]
    related = types.DidCloseTextDocumentParams(editor.document(PROMPT))
    editor.client.text_document_did_close(related)
    assert await editor.findings(PROMPT) == []


async def test_a_file_that_changes_on_disk(editor: Editor) -> None:
    await editor.start()
    assert errors(await editor.open(FLOW, FILES[FLOW])) == []
    (editor.root / "flows/payment.yaml").unlink()
    change = types.FileEvent(editor.uri("flows/payment.yaml"), types.FileChangeType.Deleted)
    editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([change]))
    assert "unknown-flow" in errors(await editor.findings(FLOW))


@pytest.mark.parametrize(
    ("encoding", "column"),
    [
        (types.PositionEncodingKind.Utf16, 19),
        (types.PositionEncodingKind.Utf8, 21),
        (types.PositionEncodingKind.Utf32, 18),
    ],
)
async def test_positions_are_counted_as_agreed(
    editor: Editor, encoding: types.PositionEncodingKind, column: int
) -> None:
    result = await editor.start([encoding])
    assert result.capabilities.position_encoding == encoding
    text = FILES[FLOW].replace('{{default contact.firstName \\"there\\"}}', "{{nothing_of_it}}").replace("\n", "\r\n")
    (found,) = [one for one in await editor.open(FLOW, text) if one.code == "undefined-variable"]
    assert found.range.start.character == column
    assert found.range.end.character == column + len("nothing_of_it")
    hover = await editor.client.text_document_completion_async(
        types.CompletionParams(editor.document(FLOW), types.Position(found.range.start.line, column))
    )
    assert isinstance(hover, types.CompletionList)
    assert "order_id" in [item.label for item in hover.items]


HOSTILE = (
    *("", "\ufeff", "\x00", "{" * 3000, "- " * 500, "a: &a [*a]", "\ud800"),
    "schema: talkif.flow/v1\nnodes: {a: {type: [}}",
    "schema: talkif.flow/v1\nflow: a\nprompt: '" + "{{#each a}}" * 500 + "'\n",
)


async def test_hostile_text_breaks_nothing(editor: Editor) -> None:
    await editor.start()
    await editor.open(FLOW, BROKEN)
    document, client = editor.document(FLOW), editor.client
    for text in HOSTILE:
        editor.change(FLOW, text)
        for place in (types.Position(0, 1), types.Position(99_999, 99_999)):
            await client.text_document_completion_async(types.CompletionParams(document, place))
            await client.text_document_hover_async(types.HoverParams(document, place))
            await client.text_document_definition_async(types.DefinitionParams(document, place))
        await client.text_document_document_symbol_async(types.DocumentSymbolParams(document))
        options = types.FormattingOptions(2, insert_spaces=True)
        await client.text_document_formatting_async(types.DocumentFormattingParams(document, options))
    editor.change(FLOW, BROKEN)
    while errors(await editor.findings(FLOW)) != ["broken-reference"]:
        continue  # what was found in the texts before
    assert editor.logged == []


async def test_mistakes_of_a_client_are_logged_and_survived(editor: Editor) -> None:
    await editor.start()
    document = types.TextDocumentIdentifier("untitled:one")
    assert await editor.client.text_document_hover_async(types.HoverParams(document, types.Position(0, 0))) is None
    item = types.TextDocumentItem("untitled:one", "yaml", 1, "a: ")
    editor.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    unopened = types.VersionedTextDocumentIdentifier(2, editor.uri("flows/never.yaml"))
    changes = [types.TextDocumentContentChangeWholeDocument("")]
    editor.client.text_document_did_change(types.DidChangeTextDocumentParams(unopened, changes))
    assert errors(await editor.open(FLOW, BROKEN)) == ["broken-reference"]
    assert len(editor.logged) == 1
    assert "Traceback" not in editor.logged[0]


async def test_a_client_that_leaves_without_a_word_is_noticed(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-c", PROGRAM, "lsp"),
        cwd=tmp_path,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    output, complaints = await asyncio.wait_for(process.communicate(b"Content-Length: 2\r\n\r\n{]"), PATIENCE_SECONDS)
    assert process.returncode == 1
    assert b"window/logMessage" in output
    assert complaints == b""
