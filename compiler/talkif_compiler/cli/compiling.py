"""Compiling the flows that a command names, on several cores when there are many of them."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import click

from ..diagnostics import renamed
from ..pipeline import Compilation, compile_flow
from ..project import ProjectError, find_flows, find_root, load_bundle

_SPREAD_FROM = 40
"""Starting a process costs about as much as compiling this many flows."""


def compile_paths(paths: Iterable[Path]) -> list[Compilation]:
    """In the order of the flows' paths. Raises click.UsageError for a path that cannot be used."""
    try:
        flows = find_flows(paths)
        if not flows:
            raise ProjectError("there is no flow in these paths; a flow begins with `schema: talkif.flow/v1`")
        return _compile_all(flows)
    except ProjectError as error:
        raise click.UsageError(str(error)) from error


def _compile_all(flows: list[Path]) -> list[Compilation]:
    # Documents hold no reference cycles worth looking for, and looking takes a fifth of the time.
    gc.set_threshold(200_000, 20, 20)
    processes = min(os.cpu_count() or 1, len(flows) // _SPREAD_FROM)
    if processes < 2:
        return [_compile(flow) for flow in flows]
    with ProcessPoolExecutor(processes, mp_context=get_context("fork" if hasattr(os, "fork") else "spawn")) as pool:
        return list(pool.map(_compile, flows, chunksize=_SPREAD_FROM // 4))


def _compile(flow: Path) -> Compilation:
    root = find_root(flow)
    entry = flow.resolve().relative_to(root).as_posix()
    compilation = compile_flow(load_bundle(root, entry), entry)
    shown = {found.span.file: _shown(root / found.span.file) for found in compilation.diagnostics}
    shown |= {
        label.span.file: _shown(root / label.span.file) for found in compilation.diagnostics for label in found.related
    }
    return replace(compilation, diagnostics=renamed(compilation.diagnostics, shown))


def _shown(path: Path) -> str:
    """As seen from the working folder, so that terminals, editors and code hosts find the file."""
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else path.as_posix()
