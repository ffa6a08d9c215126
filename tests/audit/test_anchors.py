"""Are heads kept outside the database, and does whoever asks learn what they tell?"""

import stat
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connections, transaction

import worlds
from accounts import jobs
from audit import anchors, chain
from audit.recording import record
from database.context import SETTING, account_context
from database.ids import encode


@pytest.fixture
def account() -> UUID:
    """An account in which something was done."""
    account_id: UUID = worlds.account().pk
    with account_context(account_id):
        record("contact:create", uuid4(), actor_id=None)
    return account_id


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where heads are kept."""
    monkeypatch.setattr(settings, "AUDIT_ANCHORS", tmp_path / "anchors.jsonl")
    return tmp_path / "anchors.jsonl"


def run(do: str, file: Path, account: UUID) -> str:
    said = StringIO()
    call_command("audit", do, file=file, account=account, stdout=said)
    return said.getvalue()


def forge(account: UUID, statement: str) -> None:
    """Do something to an account's chain, as whoever owns the database."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, str(account)])
        cursor.execute(statement)


def test_the_heads_of_all_chains_are_kept_each_day_for_us_alone(account: UUID, file: Path) -> None:
    jobs.anchor(0)
    with account_context(account):
        record("contact:delete", uuid4(), actor_id=None)
    jobs.anchor(0)
    assert [head.sequence for head in anchors.read(file)[account]] == [1, 2]
    assert anchors.read(file)[account][-1] == chain.head(account)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_without_a_file_nothing_was_kept(file: Path) -> None:
    assert anchors.read(file) == {}


@pytest.mark.parametrize("line", ["x", "{}", "[]", '{"account": "1", "sequence": 1, "hash": "00"}'])
def test_a_line_that_is_none_is_told_of_by_its_number(account: UUID, file: Path, line: str) -> None:
    jobs.anchor(0)
    count = len(file.read_text().splitlines())
    with file.open("a") as kept:
        kept.write(f"{line}\n")
    with pytest.raises(CommandError, match=f"Line {count + 1} of"):
        run("verify", file, account)


def test_the_command_says_that_all_is_whole_and_what_is_not(account: UUID, file: Path) -> None:
    assert "heads are kept in" in run("anchor", file, account)
    assert "accounts are whole" in run("verify", file, account)
    said: Any = StringIO()
    forge(account, "UPDATE audit_entry SET action = 'contact:view'")
    with pytest.raises(CommandError, match="1 faults"):
        call_command("audit", "verify", file=file, account=account, stdout=said)
    assert f"{encode('acc', account)}: Entry " in said.getvalue()
    forge(account, "UPDATE audit_entry SET action = 'contact:create'")
    assert "accounts are whole" in run("verify", file, account)


def test_a_chain_that_is_gone_is_told_by_the_heads_that_were_kept(account: UUID, file: Path) -> None:
    run("anchor", file, account)
    forge(account, "DELETE FROM audit_link; DELETE FROM audit_entry")
    with pytest.raises(CommandError, match="1 faults"):
        run("verify", file, account)
    file.unlink()
    assert "accounts are whole" in run("verify", file, account)
