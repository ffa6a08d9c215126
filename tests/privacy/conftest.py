"""What does every test of promises have? A list of its own of what was erased, and no accounts but its own.

Those of all tests before are thousands; each of their walls would be looked behind, for each rule.
"""

from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from uuid_utils.compat import uuid7


@pytest.fixture(autouse=True)
def _tombstones(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings, "TOMBSTONES", tmp_path / "tombstones.jsonl")


@pytest.fixture(autouse=True)
def _accounts(monkeypatch: pytest.MonkeyPatch) -> None:
    from privacy import retention

    begun, places = uuid7(), retention._places

    def of_this_test(rule: retention.Rule) -> list[UUID | None]:
        return [one for one in places(rule) if one is None or one > begun]

    monkeypatch.setattr(retention, "_places", of_this_test)
