import json
import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def at_the_root(monkeypatch):
    """Paths in the vectors and the examples begin at the root of the repository."""
    monkeypatch.chdir(ROOT)


@pytest.fixture(scope="session")
def vectors():
    return json.loads((ROOT / "bindings/vectors.json").read_text())


@pytest.fixture
def catalogue(tmp_path):
    copy = tmp_path / "catalogue.db"
    copy.write_bytes((ROOT / "bindings/catalogue.db").read_bytes())
    return os.fspath(copy)
