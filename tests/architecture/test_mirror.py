"""Tests stand where their source stands: runtime/talkif_runtime/wire/g711.py has tests/runtime/wire/test_g711.py."""

from __future__ import annotations

from pathlib import PurePosixPath

from tests.architecture.tree import PACKAGES, ROOT, files

#: Folders of tests about the product as a whole.
GROUPS = {"architecture", "bench", "contract", "e2e", "golden", "mutation", "vendors"}

#: Tests inside a mirrored folder that are about no single module, each with its subject.
SUBJECTS = {
    "tests/compiler/test_hostile.py": "the whole compiler, given what means harm",
    "tests/api/contacts/test_round_trip.py": "the export of contacts and the import, together",
    "tests/api/templates/test_fetching.py": "`talkif-flows templates`, against the API itself",
    "tests/api/test_empty_patch.py": "every PATCH, with no field",
    "tests/api/test_lists.py": "every list",
    "tests/api/test_openapi_complete.py": "the API description",
    "tests/api/test_scopes.py": "every endpoint, with every scope",
    "tests/api/test_tenant_isolation.py": "every endpoint, with the key of another account",
    "tests/api/test_unkeepable_text.py": "every endpoint, with text that cannot be kept",
    "tests/api/test_usage_counts.py": "requests of every kind, counted for their key",
    "tests/schemas/test_migrations.py": "schemas/talkif_schemas/sql",
}


def has_source(test: PurePosixPath) -> bool:
    """True when the test's name starts with a module of the mirrored folder, or its folder is itself one module."""
    area, *folders = test.parts[1:-1]
    package = ROOT / area / PACKAGES[area]
    place = package.joinpath(*folders)
    if folders and place.with_suffix(".py").is_file():
        return True
    subject = test.stem.removeprefix("test_")
    sources = {path.stem for path in place.glob("*.py")} | {path.name for path in place.glob("*/")}
    return any(subject == source or subject.startswith(source + "_") for source in sources)


def test_every_test_file_mirrors_a_source_file() -> None:
    tests = [PurePosixPath(path) for path in files() if path.startswith("tests/") and "/test_" in path]
    tests = [path for path in tests if path.suffix == ".py" and path.parts[1] not in GROUPS]
    lost = [
        str(path)
        for path in tests
        if str(path) not in SUBJECTS and not (path.parts[1] in PACKAGES and has_source(path))
    ]
    assert not lost, (
        "no source file matches these. Move each to the path of its module, or name its subject in SUBJECTS:\n"
        + "\n".join(lost)
    )
