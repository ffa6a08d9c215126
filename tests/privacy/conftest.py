"""What does every test of promises have? A list of its own of what was erased."""

from pathlib import Path

import pytest
from django.conf import settings


@pytest.fixture(autouse=True)
def _tombstones(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings, "TOMBSTONES", tmp_path / "tombstones.jsonl")
