"""Nobody runs the benchmarks for weeks: this tells when what they import has moved."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

BENCH = Path(__file__).resolve().parents[1] / "bench"


@pytest.mark.parametrize("name", sorted(path.stem for path in BENCH.glob("*.py")))
def test_each_can_be_loaded(name: str) -> None:
    assert import_module(f"tests.bench.{name}").main
