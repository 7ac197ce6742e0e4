"""Fetches prompt templates of the account as files of the repository, where builds read partials from.

Git keeps them from then on: a build needs no network, and what a template becomes later changes no flow unseen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..repository import partials
from ..repository.flow_files import find_flows, read_inside, read_text
from .client import Client, DeployError


@dataclass(frozen=True, slots=True)
class Fetched:
    slug: str
    version: int
    text: str

    @property
    def file(self) -> str:
        """Path inside the repository."""
        return partials.path_of(self.slug)


def missing(root: Path) -> set[str]:
    """Partials that flows and prompts of the repository call, and that have no file. Raises ProjectError."""
    texts = [read_text(path) for path in find_flows([root])]
    texts += [read_text(path) for path in sorted((root / "prompts").rglob("*.md")) if path.is_file()]
    called = {name for text in texts for name, _, _ in partials.called(text)}
    return {name for name in called if read_inside(root, partials.path_of(name)) is None}


def fetch(client: Client, root: Path, slugs: Iterable[str]) -> list[Fetched]:
    """The templates and those that they call, by slug; of the latter only what has no file yet.

    Raises DeployError, also when the account has no such template, and ProjectError.
    """
    found: dict[str, Fetched] = {}
    waiting = set(slugs)
    while waiting:
        slug = min(waiting)
        waiting.discard(slug)
        template = client.template(slug)
        if template is None:
            raise DeployError("template_not_found", f"the account has no prompt template `{slug}`")
        found[slug] = _fetched(template)
        waiting |= {
            name
            for name, _, _ in partials.called(found[slug].text)
            if name not in found and read_inside(root, partials.path_of(name)) is None
        }
    return [found[slug] for slug in sorted(found)]


def _fetched(template: Mapping[str, object]) -> Fetched:
    text = str(template["content"])
    return Fetched(str(template["slug"]), int(str(template["version"])), text)
