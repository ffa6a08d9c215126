"""Is it said of everything how long it is kept, and of a wrong setting what is wrong?"""

import httpx
import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.utils.html import escape

from privacy.kept import KEPT
from privacy.lengths import DAYS_MAX, lengths
from privacy.rules import RULES
from processes import ROOT, python

TABLES = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"


def ruled() -> set[str]:
    return set().union(*(rule.things.tables() for rule in RULES))


def test_no_table_is_forgotten_nor_told_of_twice() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(TABLES)
        there = {name for (name,) in cursor.fetchall()}
    kept = [table for one in KEPT for table in one.tables]
    assert len(there) > 60
    assert sorted({*kept, *ruled()}) == sorted(there)
    assert len(kept) == len(set(kept))
    # Who registered and never came goes, and from where something was done; all others stay, and what was changed.
    assert ruled() & set(kept) == {"accounts_user", "audit_detail"}


def test_each_model_of_ours_has_its_place() -> None:
    ours = {model._meta.db_table for model in apps.get_models() if model._meta.managed}
    assert ours <= ruled() | {table for one in KEPT for table in one.tables} | {""}


def test_a_rule_is_a_sentence_and_no_shorter_than_it_may_be() -> None:
    for rule in RULES:
        assert 1 <= rule.days_min <= rule.days <= DAYS_MAX
        assert rule.why.endswith(".")
        assert not rule.what.endswith(".")
        assert not rule.since.endswith(".")
    assert all(one.until.endswith(".") for one in KEPT)


def test_an_operator_makes_some_longer_or_shorter() -> None:
    usual = {rule.name: rule.days for rule in RULES}
    assert lengths() == lengths("") == usual
    assert lengths(" mail_log=90  disclosures=800\n") == usual | {"mail_log": 90, "disclosures": 800}


REFUSED = {
    "mails=90": "there is no 'mails'; there are access_tokens, allowances, ",
    "mail_log": "mail_log takes a number of days, as in mail_log=365.",
    "mail_log=": "mail_log takes a number of days, as in mail_log=365.",
    "mail_log=many": "mail_log takes a number of days, as in mail_log=365.",
    "mail_log=-90": "mail_log takes a number of days, as in mail_log=365.",
    "mail_log=90.5": "mail_log takes a number of days, as in mail_log=365.",
    "mail_log=٩٠": "mail_log takes a number of days, as in mail_log=365.",
    "mail_log=36501": "mail_log takes a number of days, as in mail_log=365.",
    "mail_log=29": "mail_log is kept for 30 days at least. So that you can see what we sent you.",
    "sessions=7 disclosures=364": "disclosures is kept for 365 days at least.",
    "mail_log=90,sessions=7": "mail_log takes a number of days, as in mail_log=365.",
    "=90": "there is no ''; there are access_tokens",
}


@pytest.mark.parametrize("said", REFUSED)
def test_anything_else_is_refused_with_what_is_wrong(said: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        lengths(said)
    assert str(refusal.value).startswith(f"STEWARD_RETENTION: {REFUSED[said]}")


def test_nothing_begins_with_a_wrong_setting() -> None:
    with python("-m", "config.manage", "check", STEWARD_RETENTION="mail_log=1") as process:
        printed, _ = process.communicate()
    assert process.returncode == 1
    assert printed.startswith("steward: STEWARD_RETENTION: mail_log is kept for 30 days at least.")
    assert "Traceback" not in printed


def test_everybody_is_told_the_days_as_they_are(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "365 days after it was sent" in httpx.get(f"{server}/privacy", timeout=30).text
    monkeypatch.setattr(settings, "RETENTION", "mail_log=90")
    page = httpx.get(f"{server}/privacy", timeout=30).text
    assert "<td>90 days after it was sent</td>" in page
    assert all(f"<td>{rule.what}</td>" in page for rule in RULES)
    assert all(f"<td>{escape(one.what)}</td><td>{escape(one.until)}</td>" in page for one in KEPT)


def test_the_readme_has_each_rule_as_it_is() -> None:
    text = (ROOT / "README.md").read_text()
    assert [rule.name for rule in RULES if f"| `{rule.name}` | {rule.days} | {rule.days_min} |" not in text] == []
