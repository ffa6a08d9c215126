"""Does what is too old go, and nothing else? By each rule, in two accounts; also if it is broken off."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError
from django.db import connection, connections, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

import worlds
from accounts.models import User
from config import jobs
from database.jobs import defer_once
from erasure.models import Clock
from mail.models import MailLogEntry
from privacy import retention, stored
from privacy.rules import RULES
from tests.privacy import growing_old
from tests.privacy.applying import ages, gone, rule, told, would_go
from tests.privacy.growing_old import MAKERS
from work import do_jobs

NAMES = [rule.name for rule in RULES]


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
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE status = 'todo'")  # what other tests have left
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


def test_a_list_of_what_was_erased_that_cannot_be_read_is_told_and_hides_no_other_rule() -> None:
    [ada] = worlds.people("ada")
    session = MAKERS["sessions"](ada, ages("sessions")[0])
    growing_old.mail_log_entry(ada, ages("mail_log")[0])
    steady()
    settings.TOMBSTONES.write_text("no tombstone\n")
    for options in ({}, {"apply": True}):
        with pytest.raises(CommandError, match=r"Line 1 of .* is no tombstone"):
            told(**options)
    with pytest.raises(ExceptionGroup, match="Not all rules"):
        jobs.retain(0)
    assert (len(entries(ada)), session()) == (1, False)


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
