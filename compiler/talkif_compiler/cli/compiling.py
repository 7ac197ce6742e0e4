"""Checking files and compiling flows that a command names; checking uses all cores when there are many of them.

The compiler is imported where it is needed: a run that finds all its answers in the cache starts faster without it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec import Struct
from msgspec.structs import replace

from ..diagnostics import Diagnostic, renamed
from ..repository.cache import FindingsCache, Reads, reads
from ..repository.flow_files import FoundFile, ProjectError, find_files, find_flows, locate, place_of

if TYPE_CHECKING:
    from talkif_schemas.artifact import Artifact

    from ..pipeline import Compilation
    from ..repository.recognition import FileKind

_SPREAD_FROM = 40
"""Starting a process costs about as much as checking this many flows."""
_NO_FLOW = "there is no flow in these paths; a flow begins with `schema: talkif.flow/v1`"


class _Place(Struct, frozen=True):
    """Where a file is."""

    root: Path
    """Of its repository, without links."""
    entry: str
    """Its path inside the repository."""
    kind: FileKind | None


class Terms(Struct, frozen=True):
    """How flows are checked."""

    environment: str | None = None
    """The one whose bindings count. None: all of them."""
    draft: bool = False
    """Errors of the graph are only warnings."""


USUAL = Terms()


class Checked(Struct, frozen=True):
    """A file that was checked."""

    path: str
    """From the working folder."""
    kind: FileKind | None
    """None for one that is none of ours."""
    findings: tuple[Diagnostic, ...]


def check_paths(paths: Iterable[Path], *, cache: bool = True, terms: Terms = USUAL) -> list[Checked]:
    """Every file of ours, in the order of their paths. Raises click.UsageError for a path that cannot be used.

    `cache`: take what an earlier run found, where nothing has changed since. Only the usual terms are kept there.
    """
    cache = cache and terms == USUAL
    try:
        places = _places(_files(paths))
        caches = {root: FindingsCache(root) for root in {place.root for place in places}} if cache else {}
        known = {place: caches[place.root].find(place.entry) for place in places} if cache else {}
        missed = [place for place in places if known.get(place) is None]
        found = {place: findings for place, findings in known.items() if findings is not None}
        for place, (read, findings) in zip(missed, _check_all(missed, terms), strict=True):
            found[place] = findings
            if cache:
                caches[place.root].keep(read, findings)
    except ProjectError as error:
        raise click.UsageError(str(error)) from error
    for repository in caches.values():
        repository.save()
    return [
        Checked(from_here(place.root, place.entry), place.kind, as_seen_from_here(place.root, found[place]))
        for place in places
    ]


class Built(Struct, frozen=True):
    """A flow that was compiled."""

    root: Path
    """Of its repository."""
    entry: str
    """Its path inside the repository."""
    files: Mapping[str, str]
    compilation: Compilation

    @property
    def artifact(self) -> Artifact:
        assert self.compilation.artifact is not None, "ask for it when there are no errors"
        return self.compilation.artifact


def compile_paths(paths: Iterable[Path], *, environment: str | None = None) -> list[Built]:
    """In the order of the flows' paths. Raises click.UsageError for a path that cannot be used."""
    try:
        return [_compile(place, environment) for place in _places(_flows(paths))]
    except ProjectError as error:
        raise click.UsageError(str(error)) from error


def baselines(paths: Iterable[Path]) -> dict[Path, str]:
    """Root of each repository -> the baseline that accepts all that the files have now. Raises click.UsageError."""
    from ..checks import RULES
    from ..pipeline import check_file
    from ..repository.project import read_bundle
    from ..repository.recognition import BASELINE_FILE
    from ..triage.baseline import baseline_text

    found: dict[Path, list[Diagnostic]] = {}
    try:
        # What the baseline of before is like does not matter.
        for place in (place for place in _places(_files(paths)) if place.kind != "baseline"):
            bundle = read_bundle(place.root, place.entry)
            bundle.files.pop(BASELINE_FILE, None)
            findings = check_file(bundle.files, bundle.entry, kind=place.kind, unread=bundle.unread)
            found.setdefault(place.root, []).extend(findings)
    except ProjectError as error:
        raise click.UsageError(str(error)) from error
    return {root: baseline_text(findings, RULES) for root, findings in found.items()}


def _files(paths: Iterable[Path]) -> list[FoundFile]:
    paths = set(paths)
    files = find_files(paths)
    if not any(file.kind in ("flow", "test", "tools") or file.path in paths for file in files):
        raise ProjectError(_NO_FLOW)
    return files


def _flows(paths: Iterable[Path]) -> list[FoundFile]:
    flows = find_flows(paths)
    if not flows:
        raise ProjectError(_NO_FLOW)
    return [FoundFile(flow, "flow") for flow in flows]


def _places(files: Iterable[FoundFile]) -> list[_Place]:
    """Where the files are, in the order of their paths. One that has two names is there once."""
    known_place_of = lru_cache(place_of)
    places: dict[tuple[Path, str], _Place] = {}
    for file in files:
        root, entry = locate(file.path, known_place_of)
        places.setdefault((root, entry), _Place(root, entry, file.kind))
    return list(places.values())


def _check_all(places: list[_Place], terms: Terms) -> list[tuple[Reads, tuple[Diagnostic, ...]]]:
    processes = min(os.cpu_count() or 1, len(places) // _SPREAD_FROM)
    if processes < 2:
        return [_check(terms, place, one_by_one=True) for place in places]
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # What is imported before the fork is there in all processes.
    from .. import pipeline as pipeline
    from ..repository import project as project

    with ProcessPoolExecutor(processes, mp_context=get_context("fork" if hasattr(os, "fork") else "spawn")) as pool:
        return list(pool.map(partial(_check, terms), places, chunksize=_SPREAD_FROM // 4))


def _check(terms: Terms, place: _Place, *, one_by_one: bool = False) -> tuple[Reads, tuple[Diagnostic, ...]]:
    """`one_by_one`: no other file is checked meanwhile, so that a large flow may have two processes."""
    from ..checks import run_checks
    from ..checks.spread import spread_checks
    from ..pipeline import check_file
    from ..repository.project import read_bundle

    bundle = read_bundle(place.root, place.entry)
    run = spread_checks if one_by_one else run_checks
    found = check_file(
        bundle.files,
        bundle.entry,
        kind=place.kind,
        environment=terms.environment,
        draft=terms.draft,
        unread=bundle.unread,
        run=run,
    )
    return reads(bundle), found


def _compile(place: _Place, environment: str | None) -> Built:
    from ..pipeline import compile_flow
    from ..repository.project import read_bundle

    bundle = read_bundle(place.root, place.entry)
    compilation = compile_flow(bundle.files, bundle.entry, environment=environment, unread=bundle.unread)
    seen = replace(compilation, diagnostics=as_seen_from_here(place.root, compilation.diagnostics))
    return Built(place.root, place.entry, bundle.files, seen)


def as_seen_from_here(root: Path, diagnostics: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """With paths from the working folder, so that terminals, editors and code hosts find the files."""
    spans = (
        span
        for found in diagnostics
        for span in (
            found.span,
            *(label.span for label in found.related),
            *(edit.span for fix in found.fixes for edit in fix.edits),
        )
    )
    files = {span.file for span in spans}
    return renamed(diagnostics, {file: from_here(root, file) for file in files})


def from_here(root: Path, file: str) -> str:
    return f"{root.as_posix()}/{file}".removeprefix(f"{Path.cwd().as_posix()}/")
