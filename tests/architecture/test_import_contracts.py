"""Each import contract in pyproject.toml is broken once in a copy of the code, to prove that it would be noticed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("schemas/talkif_schemas", "compiler/talkif_compiler", "runtime/talkif_runtime", "api/talkif_api")

#: contract -> files of the copy, with the lines that break the rule.
FAULTS = {
    "programs": {"compiler/talkif_compiler/checks/fault.py": "import talkif_runtime.nodes"},
    "api-and-runtime": {"api/talkif_api/calls/fault.py": "import talkif_runtime.session.machine"},
    "pure": {"runtime/talkif_runtime/nodes/fault.py": "import talkif_runtime.clock"},
    "light-compiler": {"compiler/talkif_compiler/deploy/fault.py": "import psycopg"},
    "compiler-stages": {
        "compiler/talkif_compiler/source.py": "",
        "compiler/talkif_compiler/nodes/fault.py": "import talkif_compiler.checks",
    },
    "runtime-layers": {"runtime/talkif_runtime/wire/fault.py": "import talkif_runtime.session"},
    "api-slices": {"api/talkif_api/registry/fault.py": "import talkif_api.calls"},
    "no-cycles": {
        "schemas/talkif_schemas/one.py": "import talkif_schemas.two",
        "schemas/talkif_schemas/two.py": "import talkif_schemas.one",
    },
}


def check_contract(folder: Path, contract: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo", "--contract", contract],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(str(folder / Path(path).parent) for path in PACKAGES)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_every_contract_has_a_fault() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())
    declared = {contract["id"] for contract in config["tool"]["importlinter"]["contracts"]}
    assert declared == set(FAULTS), "give each contract in pyproject.toml a fault in FAULTS, and the other way round"


@pytest.mark.parametrize("contract", FAULTS)
def test_a_fault_breaks_its_contract(contract: str, tmp_path: Path) -> None:
    for path in PACKAGES:
        shutil.copytree(ROOT / path, tmp_path / path, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for path, lines in FAULTS[contract].items():
        with (tmp_path / path).open("a") as file:
            file.write(f"\n{lines}\n")
    result = check_contract(tmp_path, contract)
    assert result.returncode == 1, result.stdout + result.stderr
    assert "BROKEN" in result.stdout
    written = [Path(path).stem for path, lines in FAULTS[contract].items() if lines]
    assert any(f".{stem}" in result.stdout for stem in written), result.stdout
