"""Fetches prompt templates of the account as files of the repository, where builds read partials from.

Git keeps them from then on: a build needs no network, and what a template becomes later changes no flow unseen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec import Struct

from ..repository import partials
from ..repository.flow_files import UnreadableFile, find_flows, read_inside, read_texts
from .client import Client, DeployError


class Fetched(Struct, frozen=True):
    slug: str
    version: int
    text: str

    @property
    def file(self) -> str:
        """Path inside the repository."""
        return partials.path_of(self.slug)


def missing(root: Path) -> tuple[set[str], dict[Path, str]]:
    """Partials that flows and prompts of the repository call, and that have no file; and the files that cannot be read,
    each with why.
    """
    prompts = (path for path in sorted((root / "prompts").rglob("*.md")) if not path.is_dir())
    texts, unread = read_texts([*find_flows([root]), *prompts])
    called = {name for text in texts.values() for name, _, _ in partials.called(text)}
    return {name for name in called if _is_missing(root, name)}, unread


def _is_missing(root: Path, name: str) -> bool:
    """False for a file that is there, but cannot be read: it is not replaced."""
    try:
        return read_inside(root, partials.path_of(name)) is None
    except UnreadableFile:
        return False


def fetch(client: Client, root: Path, slugs: Iterable[str]) -> list[Fetched]:
    """The templates and those that they call, by slug; of the latter only what has no file yet.

    Raises DeployError, also when the account has no such template.
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
            name for name, _, _ in partials.called(found[slug].text) if name not in found and _is_missing(root, name)
        }
    return [found[slug] for slug in sorted(found)]


def _fetched(template: Mapping[str, object]) -> Fetched:
    text = str(template["content"])
    return Fetched(str(template["slug"]), int(str(template["version"])), text)
