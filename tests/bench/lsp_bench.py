"""How soon the language server answers. Prints figures.

./dev bench lsp
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from lsprotocol import types
from pygls.lsp.client import LanguageClient

from talkif_compiler.lsp.repositories import DELAY_SECONDS
from tests.bench.compiler_bench import NODES, flow_text

EDITS = 20
FLOWS = 200
PROGRAM = "from talkif_compiler.cli import main; main()"


async def measured(folder: Path) -> None:
    client = LanguageClient("bench", "1")
    told: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()

    @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    def publish(params: types.PublishDiagnosticsParams) -> None:
        told.put_nowait(params)

    start = time.perf_counter()
    await client.start_io(sys.executable, "-c", PROGRAM, "lsp")
    await client.initialize_async(types.InitializeParams(capabilities=types.ClientCapabilities()))
    print(f"start to initialized: {time.perf_counter() - start:.2f} s")
    client.initialized(types.InitializedParams())
    text = flow_text(0)
    uri = (folder / "flow-0.yaml").as_uri()
    start = time.perf_counter()
    client.text_document_did_open(types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, "yaml", 1, text)))
    await told.get()
    print(f"open to first findings: {(time.perf_counter() - start) * 1_000:.0f} ms")

    async def edit(number: int) -> None:
        document = types.VersionedTextDocumentIdentifier(number + 2, uri)
        changed = text.replace("Be brief.", f"Be brief {number}.")
        client.text_document_did_change(
            types.DidChangeTextDocumentParams(document, [types.TextDocumentContentChangeWholeDocument(changed)])
        )
        await told.get()

    document = types.TextDocumentIdentifier(uri)
    line = text[: text.index("human: {")].count("\n")

    async def complete(_number: int) -> None:
        await client.text_document_completion_async(types.CompletionParams(document, types.Position(line + 5, 10)))

    async def references(_number: int) -> None:
        context = types.ReferenceContext(include_declaration=True)
        place = types.Position(line, 3)
        await client.text_document_references_async(types.ReferenceParams(context, document, place))

    print(f"one file of {NODES} nodes, {len(text):,} bytes, beside {FLOWS - 1} others; median and worst of {EDITS}:")
    await figure("edit to findings, after the pause", edit, DELAY_SECONDS)
    await figure("completion", complete)
    await figure("references of a node", references)
    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()


async def figure(what: str, action: Callable[[int], Awaitable[None]], pause_seconds: float = 0) -> None:
    took_ms = []
    for number in range(EDITS):
        start = time.perf_counter()
        await action(number)
        took_ms.append((time.perf_counter() - start - pause_seconds) * 1_000)
    print(f"  {what}: {statistics.median(took_ms):.0f} ms, {max(took_ms):.0f} ms")


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "talkif.yaml").write_text("schema: talkif.project/v1\n", encoding="utf-8")
        for number in range(FLOWS):
            (folder / f"flow-{number}.yaml").write_text(flow_text(number), encoding="utf-8")
        asyncio.run(measured(folder))


if __name__ == "__main__":
    main()
