"""A repository at one moment: its files, read as far as they can be."""

from __future__ import annotations

from collections import OrderedDict
from functools import cached_property
from threading import Lock

from ..repository.recognition import PROJECT_FILE
from ..source import SourceFile
from ..syntax.document import Locator, Mapping, Value
from .mending import parse_mended
from .outline import Outline, outline
from .overlay import Overlay
from .shapes import edited_kind, root_shape
from .spots import Spot, spots

_KEPT_CHARACTERS = 20_000_000


class View:
    """One file, read. What it says of names follows from its text alone."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.source = SourceFile(path, text)
        self.kind = edited_kind(path, text)
        """A key of `json_schema.FILES`; None for a prompt, and for what is no file of ours."""

    @cached_property
    def _parsed(self) -> tuple[Value | None, tuple[int, ...]]:
        return parse_mended(self.source) if self.kind is not None else (None, ())

    @property
    def document(self) -> Value | None:
        return self._parsed[0]

    @property
    def is_whole(self) -> bool:
        """False when lines had to be left out."""
        return self.document is not None and not self._parsed[1]

    @cached_property
    def spots(self) -> list[Spot]:
        if self.kind is None or self.document is None:
            return []
        return spots(self.document, root_shape(self.kind))

    @cached_property
    def outline(self) -> Outline:
        return outline(self.document)

    @cached_property
    def locator(self) -> Locator | None:
        return Locator(self.document) if self.document is not None else None

    @property
    def owner(self) -> str:
        """What its names belong to: the id of the flow, or the path where none is written."""
        return self.outline.flow_id or self.path


class Views:
    """Files that were read, kept as long as there is room. Shared by threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, View] = OrderedDict()
        self._lock = Lock()

    def get(self, path: str, text: str) -> View:
        with self._lock:
            view = self._kept.get(path)
            if view is None or view.text != text:
                view = self._kept[path] = View(path, text)
                self._make_room()
            self._kept.move_to_end(path)
            return view

    def _make_room(self) -> None:
        size = sum(len(view.text) for view in self._kept.values())
        while size > _KEPT_CHARACTERS and len(self._kept) > 1:
            _, oldest = self._kept.popitem(last=False)
            size -= len(oldest.text)


class Moment:
    def __init__(self, files: Overlay, views: Views) -> None:
        self.files = files
        self._views = views

    def view(self, path: str) -> View | None:
        """None when there is no such file."""
        text = self.files.read(path)
        return self._views.get(path, text) if text is not None else None

    @cached_property
    def flows(self) -> dict[str, str]:
        """Id -> path."""
        return self.files.flow_ids()

    @cached_property
    def paths(self) -> list[str]:
        return self.files.paths

    def flow(self, flow_id: str) -> View | None:
        path = self.flows.get(flow_id)
        return self.view(path) if path is not None else None

    def project(self) -> Mapping | None:
        view = self.view(PROJECT_FILE)
        return view.document if view is not None and isinstance(view.document, Mapping) else None

    def users(self, path: str) -> list[View]:
        """Flows that may read a file: they name it, or a partial that leads to it."""
        marks = self._marks(path)
        views = [self.view(flow) for flow in self.files.flows]
        return [view for view in views if view is not None and any(mark in view.text for mark in marks)]

    def _marks(self, path: str) -> set[str]:
        """What stands in a flow that reads a file."""
        found, waiting = {path}, [path]
        prompts = {other: self.files.read(other) or "" for other in self.paths if other.endswith(".md")}
        while waiting:
            partial = _partial_name(waiting.pop())
            if partial is not None:
                callers = {other for other, text in prompts.items() if partial in text} - found
                found |= callers
                waiting += callers
        return found | {name for other in found if (name := _partial_name(other)) is not None}


def _partial_name(path: str) -> str | None:
    if path.startswith("prompts/") and path.endswith(".md"):
        return path.removeprefix("prompts/").removesuffix(".md")
    return None
