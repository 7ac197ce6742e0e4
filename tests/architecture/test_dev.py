"""`./dev`, which the README tells newcomers to say."""

from __future__ import annotations

import subprocess
import sys

from tests.architecture.tree import ROOT


def test_python_is_that_of_the_environment() -> None:
    said = [sys.executable, "dev", "python", "-c", "import talkif_compiler, sys; print(sys.prefix)"]
    ended = subprocess.run(said, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert (ended.returncode, ended.stdout.strip()) == (0, str(ROOT / ".venv")), ended.stderr
