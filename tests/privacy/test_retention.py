"""Does what is too old go, and nothing else? By each rule, in two accounts; also if it is broken off."""

import logging
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.management import call_command
from django.db import ProgrammingError, connection, connections, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

import worlds
from accounts.models import Account, User
from audit import chain
from audit.models import AuditLogEntry, Detail, Disclosure
from config import jobs
from database.context import SETTING
from database.jobs import defer_once
from erasure import tombstones
from erasure.models import Clock, Subject
from erasure.tombstones import Tombstone
from mail.models import MailLogEntry
from permissions.models import SupportCase, SupportMessage, SupportRequest
from permissions.support import cases
from privacy import retention, stored
from privacy.rules import RULES, Rule
from tests.privacy import growing_old
from tests.privacy.growing_old import MAKERS
from tokens.models import PersonalToken
from work import do_jobs

A_LITTLE = timedelta(minutes=5)
NAMES = [rule.name for rule in RULES]


@pytest.fixture(autouse=True)
def _tombstones(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings, "TOMBSTONES", tmp_path / "tombstones.jsonl")


def rule(name: str) -> Rule:
    return next(rule for rule in RULES if rule.name == name)


def ages(name: str) -> tuple[datetime, datetime]:
    """Return since when something is too old by a rule, and since when it is not quite."""
    last = timezone.now() - timedelta(days=rule(name).days)
    return last - A_LITTLE, last + A_LITTLE


def told(**options: Any) -> str:
    said = StringIO()
    call_command("retention", stdout=said, **options)
    return said.getvalue()


def would_go(name: str) -> int:
    """Return how many things the dry run tells of."""
    [line] = [line for line in told().splitlines() if line.startswith(f"{name} ")]
    return int(line.split()[-2])


def gone(name: str) -> int:
    """Apply all rules; return how many things went by one."""
    [line] = [line for line in told(apply=True).splitlines() if line.startswith(f"{name}:")]
    return int(line.split()[1])


def steady() -> None:
    """Have the clock be one that is believed."""
    now = timezone.now()
    seen = {"steady_since": now - timedelta(days=30), "seen_at": now - timedelta(days=1)}
    Clock.objects.update_or_create(defaults=seen)


def test_there_is_something_of_each_type() -> None:
    assert list(MAKERS) == NAMES == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_p31_what_is_too_old_goes_and_nothing_else(name: str) -> None:
    people = [*worlds.people("ada"), *worlds.people("ben")]
    gone(name)
    made = [[MAKERS[name](person, at) for at in ages(name)] for person in people]
    assert would_go(name) == 2
    assert [[is_there() for is_there in of] for of in made] == [[True, True]] * 2  # a dry run changes nothing
    assert gone(name) == 2
    assert [[is_there() for is_there in of] for of in made] == [[False, True]] * 2
    assert (would_go(name), gone(name)) == (0, 0)


def test_the_dry_run_tells_the_rule_and_the_oldest() -> None:
    [ada] = worlds.people("ada")
    gone("mail_log")
    for days in (400, 500):
        growing_old.mail_log_entry(ada, timezone.now() - timedelta(days=days))
    [heading, *lines] = told().splitlines()
    assert heading.split() == ["type", "days", "since", "would", "go", "oldest"]
    [line] = [line for line in lines if line.startswith("mail_log ")]
    oldest = timezone.now() - timedelta(days=500)
    assert line.split() == ["mail_log", "365", "it", "was", "sent", "2", f"{oldest:%Y-%m-%d}"]


def test_an_operator_can_keep_it_for_another_time(monkeypatch: pytest.MonkeyPatch) -> None:
    [ada] = worlds.people("ada")
    monkeypatch.setattr(settings, "RETENTION", "mail_log=90 known_devices=400")
    gone("mail_log")
    for days in (89, 91):
        growing_old.mail_log_entry(ada, timezone.now() - timedelta(days=days))
        MAKERS["known_devices"](ada, timezone.now() - timedelta(days=days + 300))
    assert (would_go("mail_log"), would_go("known_devices")) == (1, 0)


def entries(person: User) -> list[MailLogEntry]:
    with worlds.within(person):
        return list(MailLogEntry.objects.order_by("sent_at"))


def test_whoever_is_broken_off_goes_on_where_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    [ada] = worlds.people("ada")
    old, young = ages("mail_log")
    gone("mail_log")
    for at in (*[old] * 5, young):
        growing_old.mail_log_entry(ada, at)
    monkeypatch.setattr(retention, "BATCH", 2)
    batches, things = [], rule("mail_log").things

    def broken_off(rows: Any) -> None:
        batches.append(rows.delete())
        if len(batches) == 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as breaking, pytest.raises(KeyboardInterrupt):
        breaking.setattr(things, "_delete", broken_off)
        told(apply=True)
    assert len(entries(ada)) == 4  # the first batch is gone, and the second is whole
    assert (gone("mail_log"), [entry.sent_at for entry in entries(ada)]) == (3, [young])


def test_a_clock_that_jumps_takes_nothing_away(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    [ada] = worlds.people("ada")
    steady()
    growing_old.mail_log_entry(ada, timezone.now())
    now = retention._now()
    monkeypatch.setattr(retention, "_now", lambda: now + timedelta(days=3650))
    with caplog.at_level(logging.WARNING):
        jobs.retain(0)
    assert (len(entries(ada)), "the clock is watched" in caplog.text) == (1, True)
    for days in (3651, 3652):  # it stays there: somebody has seen it, or it is so
        monkeypatch.setattr(retention, "_now", lambda days=days: now + timedelta(days=days))
        jobs.retain(0)
    assert len(entries(ada)) == 1


def test_every_night_it_goes_once_the_clock_is_believed() -> None:
    [ada] = worlds.people("ada")
    growing_old.mail_log_entry(ada, ages("mail_log")[0])
    Clock.objects.all().delete()
    jobs.retain(0)
    assert len(entries(ada)) == 1
    steady()
    jobs.retain(0)
    assert entries(ada) == []


def test_a_worker_does_it() -> None:
    [ada] = worlds.people("ada")
    growing_old.mail_log_entry(ada, ages("mail_log")[0])
    steady()
    assert ("config.retain", "30 1 * * *") in [
        (one.task.name, one.cron) for one in app.periodic_registry.periodic_tasks.values()
    ]
    with transaction.atomic():
        defer_once("config.retain", lock="config.retain", timestamp="0")
    do_jobs()
    assert entries(ada) == []


def test_a_rule_that_fails_keeps_no_other_from_being_applied(monkeypatch: pytest.MonkeyPatch) -> None:
    [ada] = worlds.people("ada")
    device = MAKERS["known_devices"](ada, ages("known_devices")[0])
    session = MAKERS["sessions"](ada, ages("sessions")[0])
    steady()

    def fails(_: Any) -> None:
        raise ValueError("no")

    monkeypatch.setattr(rule("known_devices").things, "_delete", fails)
    with pytest.raises(ExceptionGroup) as failed:
        jobs.retain(0)
    assert [str(error) for error in failed.value.exceptions] == ["no"]
    assert (device(), session()) == (True, False)


def test_what_somebody_is_at_is_left_to_the_next_time() -> None:
    [ada] = worlds.people("ada")
    old = ages("known_devices")[0]
    gone("known_devices")
    before = timezone.now() - timedelta(days=rule("known_devices").days)
    is_there = MAKERS["known_devices"](ada, old)
    with worlds.within(ada):
        other = connections["owner"]
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT FROM accounts_knowndevice WHERE user_id = %s FOR UPDATE", [ada.pk])
            assert rule("known_devices").things.delete(before, 10) == 0
            cursor.execute("ROLLBACK")
    assert (is_there(), gone("known_devices")) == (True, 1)


def test_a_token_that_was_revoked_grows_old_from_then() -> None:
    [ada] = worlds.people("ada")
    worlds.token(ada)
    old, young = ages("personal_tokens")
    token = PersonalToken.objects.get(user=ada)
    for revoked_at, left in ((None, 1), (young, 1), (old, 0)):
        PersonalToken.objects.filter(pk=token.pk).update(revoked_at=revoked_at)
        gone("personal_tokens")
        assert PersonalToken.objects.filter(pk=token.pk).count() == left


def test_what_a_new_password_has_ended_goes_though_it_would_last() -> None:
    [ada] = worlds.people("ada")
    old, young = ages("authorizations")
    later = timezone.now() + timedelta(days=20)
    ended = [growing_old.authorization(ada, at, expires_at=later, version=ada.session_version) for at in (old, young)]
    lasts = growing_old.authorization(ada, old, expires_at=later)
    gone("authorizations")
    worlds.end_sessions(ada)
    gone("authorizations")
    assert list(ada.authorizations.order_by("pk")) == [ended[1], lasts]


def test_whoever_came_is_no_registration() -> None:
    """All are old enough; one set a password, one is not alone, one has proven the address, one is an agent."""
    ages_ago = timezone.now() - timedelta(days=100)
    users = [worlds.user(worlds.account()) for _ in range(3)]
    for user in (*users, worlds.user(users[1].account), worlds.agent()):
        user.set_unusable_password()
        user.save(update_fields=["password"])
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=user == users[2])
        User.objects.filter(pk=user.pk).update(created_at=ages_ago)
    users[0].set_password(worlds.PASSWORD)
    users[0].save(update_fields=["password"])
    before = (User.objects.count(), Account.objects.count())
    gone("registrations")
    assert (User.objects.count(), Account.objects.count()) == before


def test_the_register_loses_nothing_that_is_younger_than_a_year() -> None:
    ada, ben = *worlds.people("ada"), *worlds.people("ben")
    year = timezone.now() - timedelta(days=rule("disclosures").days_min)
    young, old = growing_old.disclosure(ada, year + A_LITTLE), growing_old.disclosure(ada, year - A_LITTLE)
    of_ben = growing_old.disclosure(ben, year - A_LITTLE)
    with worlds.within(ada), connection.cursor() as cursor:
        cursor.execute("SELECT audit_forget_disclosures(%s)", [[young.pk, old.pk, of_ben.pk]])
        assert list(Disclosure.objects.values_list("pk", flat=True)) == [young.pk]
    with worlds.within(ben):
        assert Disclosure.objects.filter(pk=of_ben.pk).exists()
    with pytest.raises(ProgrammingError, match="permission denied"), worlds.within(ada):
        Disclosure.objects.all()._raw_delete("default")


def test_the_audit_forgets_from_where_alone_and_not_what_was_done() -> None:
    ada, ben = *worlds.people("ada"), *worlds.people("ben")
    quarter = timezone.now() - timedelta(days=rule("origins").days_min)
    young, old = (growing_old.entry(ada, at) for at in (quarter + A_LITTLE, quarter - A_LITTLE))
    of_ben = growing_old.entry(ben, quarter - A_LITTLE)
    with worlds.within(ada), connection.cursor() as cursor:
        every = [*Detail.objects.values_list("pk", flat=True), of_ben.pk]
        cursor.execute("SELECT audit_forget_origins(%s)", [every])
        assert set(every) - set(Detail.objects.values_list("pk", flat=True)) == {old.pk, of_ben.pk}
    with worlds.within(ben):
        assert Detail.objects.filter(pk=of_ben.pk).exists()
    assert chain.faults(ada.account_id) == []
    # By the owner of the database: what is younger is missed, and what was changed always.
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, str(ada.account_id)])
        cursor.execute("DELETE FROM audit_detail")
    assert sorted(chain.faults(ada.account_id)) == sorted(
        [f"What entry {young.entry_id} says of ORIGIN was removed."]
        + [f"What entry {entry} says of CHANGES was removed." for entry in (young.entry_id, old.entry_id)]
    )


def test_the_register_of_an_erased_account_grows_old_as_well() -> None:
    gone_one = User(pk=uuid4(), account_id=uuid4())
    old = ages("disclosures")[0]
    growing_old.disclosure(gone_one, old)
    assert gone("disclosures") == 0
    stone = {"at": old, "account": gone_one.account_id, "id": gone_one.account_id, "by": gone_one.pk}
    tombstones.keep(settings.TOMBSTONES, Tombstone(subject=Subject.ACCOUNT, **stone))
    assert gone("disclosures") == 1


def test_what_people_wrote_is_told_to_be_gone_and_the_chain_is_whole() -> None:
    [ada] = worlds.people("ada")
    case = growing_old.support_case(ada, ages("support_cases")[0])
    invitation = growing_old.invitation(ada, ages("invitations")[0])
    told(apply=True)
    with worlds.within(ada):
        written = AuditLogEntry.objects.filter(user_id=None).order_by("action")
        found = list(written.values_list("action", "record_id"))
    assert found == [("invitation:expire", invitation.pk), ("support_case:expire", case.pk)]
    assert chain.faults(ada.account_id) == []


def test_a_case_for_which_support_read_stays_without_what_was_said() -> None:
    [ada] = worlds.people("ada")
    request = worlds.approved(ada, worlds.agent(), worlds.contact(ada))
    with worlds.within(ada):
        case = SupportCase.objects.get(pk=request.case_id)
        cases.close(case, actor=ada)
        SupportCase.objects.filter(pk=case.pk).update(closed_at=ages("support_cases")[0])
    open_one = worlds.case(ada)
    assert gone("support_cases") >= 1
    assert gone("support_cases") == 0
    with worlds.within(ada):
        assert set(SupportCase.objects.all()) == {case, open_one}
        assert list(SupportRequest.objects.all()) == [request]
        assert [message.case_id for message in SupportMessage.objects.all()] == [open_one.pk]


def test_nights_in_which_nobody_looked_are_told() -> None:
    steady()
    assert list(stored.nights_missed()) == []
    since = timezone.now() - timedelta(days=2, minutes=5)
    Clock.objects.update(seen_at=since)
    assert list(stored.nights_missed()) == [
        f"What is too old has stayed since {since:%Y-%m-%d}: no worker has looked for it."
    ]
    jobs.retain(0)
    assert list(stored.nights_missed()) == []
