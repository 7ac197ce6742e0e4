"""Checking and compiling the flows that a command names; checking uses all cores when there are many of them."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import click

from ..diagnostics import Diagnostic, renamed
from ..pipeline import Compilation, check_flow, compile_flow
from ..project import ProjectError, find_flows, find_root, load_bundle

_SPREAD_FROM = 40
"""Starting a process costs about as much as checking this many flows."""


def check_paths(paths: Iterable[Path]) -> list[tuple[Diagnostic, ...]]:
    """Findings of each flow, in the order of their paths. Raises click.UsageError for a path that cannot be used."""
    try:
        return _check_all(_flows(paths))
    except ProjectError as error:
        raise click.UsageError(str(error)) from error


def compile_paths(paths: Iterable[Path]) -> list[Compilation]:
    """In the order of the flows' paths. Raises click.UsageError for a path that cannot be used."""
    try:
        return [_compile(flow) for flow in _flows(paths)]
    except ProjectError as error:
        raise click.UsageError(str(error)) from error


def _flows(paths: Iterable[Path]) -> list[Path]:
    flows = find_flows(paths)
    if not flows:
        raise ProjectError("there is no flow in these paths; a flow begins with `schema: talkif.flow/v1`")
    # Documents hold no reference cycles worth looking for, and looking takes a fifth of the time.
    gc.set_threshold(200_000, 20, 20)
    return flows


def _check_all(flows: list[Path]) -> list[tuple[Diagnostic, ...]]:
    processes = min(os.cpu_count() or 1, len(flows) // _SPREAD_FROM)
    if processes < 2:
        return [_check(flow) for flow in flows]
    with ProcessPoolExecutor(processes, mp_context=get_context("fork" if hasattr(os, "fork") else "spawn")) as pool:
        return list(pool.map(_check, flows, chunksize=_SPREAD_FROM // 4))


def _check(flow: Path) -> tuple[Diagnostic, ...]:
    root, entry = _place(flow)
    return _as_seen_from_here(root, check_flow(load_bundle(root, entry), entry))


def _compile(flow: Path) -> Compilation:
    root, entry = _place(flow)
    compilation = compile_flow(load_bundle(root, entry), entry)
    return replace(compilation, diagnostics=_as_seen_from_here(root, compilation.diagnostics))


def _place(flow: Path) -> tuple[Path, str]:
    """Root of the flow's repository, and the flow's path inside it."""
    root = find_root(flow)
    return root, flow.resolve().relative_to(root).as_posix()


def _as_seen_from_here(root: Path, diagnostics: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """With paths from the working folder, so that terminals, editors and code hosts find the files."""
    here = Path.cwd()
    files = {span.file for found in diagnostics for span in (found.span, *(label.span for label in found.related))}
    paths = {file: root / file for file in files}
    return renamed(
        diagnostics,
        {
            file: (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()
            for file, path in paths.items()
        },
    )
