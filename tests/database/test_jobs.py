"""Is a job there exactly if its transaction is, does it see what that wrote, and does it come to an end?"""

import logging
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from threading import Event
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

import worlds
from accounts.models import Account
from at_once import Beside, thread, waits_for_a_lock
from config.logs import LineFormatter
from database.jobs import KEPT_HOURS, SWEEP, TRIES_MAX, defer_once, take_up, task
from processes import eventually
from work import do_jobs, forget_jobs, statuses
from work import jobs as waiting

READ, FAIL, PASS_ON = "tests.read", "tests.fail", "tests.pass_on"
SEEN: list[str] = []
BEGUN, LET_GO = Event(), Event()


@task(READ)
def read(account: str) -> None:
    """Do as every job does with a row that a transaction wrote: lock it, then read."""
    with transaction.atomic():
        SEEN.append(Account.objects.select_for_update(no_key=True).get(pk=account).name)
    BEGUN.set()
    assert LET_GO.wait(10)


@task(FAIL)
def fail(account: str) -> None:
    """Raise what quotes its argument."""
    BEGUN.set()
    assert LET_GO.wait(10)
    raise ValueError(account)


@task(PASS_ON)
def pass_on(account: str, ends: str) -> None:
    """Have another job done, in a transaction that ends like this."""
    with suppress(ZeroDivisionError), transaction.atomic():
        defer_once(READ, lock=f"{account}-next", account=account)
        if ends == "rolled_back":
            raise ZeroDivisionError


@pytest.fixture(autouse=True)
def alone() -> Iterator[None]:
    """No job but the test's own."""
    forget_jobs()
    SEEN.clear()
    BEGUN.clear()
    LET_GO.set()
    yield
    forget_jobs()


@pytest.fixture
def lock() -> str:
    return uuid4().hex


@pytest.fixture
def beside() -> Iterator[Beside]:
    with thread() as beside:
        yield beside


def rename(account: Account, name: str) -> None:
    """Write to the row, which is also to lock it."""
    Account.objects.filter(pk=account.pk).update(name=name)


def as_owner(statement: str, *values: object) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize("ends", ["committed", "rolled back"])
def test_a_job_is_there_if_its_transaction_is(lock: str, ends: str) -> None:
    account = worlds.account()
    with suppress(ZeroDivisionError), transaction.atomic():
        defer_once(READ, lock=lock, account=account.pk)
        if ends == "rolled back":
            raise ZeroDivisionError
    expected = [] if ends == "rolled back" else [account.name]
    assert statuses(lock) == ["todo"] * len(expected)
    do_jobs()
    assert (SEEN, statuses(lock)) == (expected, ["succeeded"] * len(expected))


@pytest.mark.parametrize("ends", ["committed", "rolled_back"])
def test_also_a_job_writes_jobs_down_in_its_transaction(lock: str, ends: str) -> None:
    account = worlds.account()
    with transaction.atomic():
        defer_once(PASS_ON, lock=lock, account=account.pk, ends=ends)
    do_jobs()
    assert (statuses(lock), SEEN) == (["succeeded"], [account.name] if ends == "committed" else [])


def test_one_job_waits_for_each_lock(lock: str) -> None:
    account = worlds.account()
    with transaction.atomic():
        for each in (lock, lock, f"{lock}-other"):
            defer_once(READ, lock=each, account=account.pk)
        rename(account, "Renamed")  # the transaction goes on
    assert (statuses(lock), statuses(f"{lock}-other")) == (["todo"], ["todo"])
    do_jobs()
    assert SEEN == ["Renamed", "Renamed"]
    with transaction.atomic():
        defer_once(READ, lock=lock, account=account.pk)
    assert statuses(lock) == ["succeeded", "todo"]


def test_a_job_that_waited_already_sees_what_is_written(lock: str, beside: Beside) -> None:
    account = worlds.account()
    with transaction.atomic():
        defer_once(READ, lock=lock, account=account.pk)
    with transaction.atomic():
        rename(account, "Renamed")
        defer_once(READ, lock=lock, account=account.pk)
        doing = beside(do_jobs)
        eventually(waits_for_a_lock)
        # It has begun, with none to follow; what it waits for is our row.
        assert (statuses(lock), SEEN) == (["doing"], [])
    doing.result(10)
    assert (statuses(lock), SEEN) == (["succeeded"], ["Renamed"])


def test_after_a_job_that_had_begun_another_sees_what_is_written(lock: str, beside: Beside) -> None:
    account = worlds.account()
    with transaction.atomic():
        defer_once(READ, lock=lock, account=account.pk)
    LET_GO.clear()
    doing = beside(do_jobs)
    assert BEGUN.wait(10)
    with transaction.atomic():
        rename(account, "Renamed")
        defer_once(READ, lock=lock, account=account.pk)
    # One at a time: the other is due, and does not begin.
    assert (statuses(lock), SEEN) == (["doing", "todo"], [account.name])
    LET_GO.set()
    doing.result(10)
    assert (statuses(lock), SEEN) == (["succeeded", "succeeded"], [account.name, "Renamed"])


@pytest.mark.parametrize("value", ["zoe@example.org", "Zoë", "4242 4242", "", "a" * 65])
def test_a_job_takes_ids_alone(lock: str, value: str) -> None:
    with transaction.atomic():
        with pytest.raises(ValueError, match="takes ids"):
            defer_once(READ, lock=lock, account=value)
        assert statuses(lock) == []
        defer_once(READ, lock=lock, account="evt_1NG8Du2eZvKYlo2CUI79vXWy")
    assert [job["args"] for job in waiting(lock)] == [{"account": "evt_1NG8Du2eZvKYlo2CUI79vXWy"}]


def test_a_job_belongs_to_a_transaction(lock: str) -> None:
    with pytest.raises(RuntimeError, match="in the transaction"):
        defer_once(READ, lock=lock, account=uuid4())
    assert statuses(lock) == []
    with transaction.atomic():
        defer_once(READ, lock=lock, account=uuid4())
    assert statuses(lock) == ["todo"]


def test_a_job_that_is_put_off_is_not_done_yet(lock: str) -> None:
    account = worlds.account()
    with transaction.atomic():
        defer_once(READ, lock=lock, delay_seconds=60, account=account.pk)
    do_jobs()
    assert (statuses(lock), SEEN) == (["todo"], [])
    make_due(lock)
    do_jobs()
    assert (statuses(lock), SEEN) == (["succeeded"], [account.name])


def make_due(lock: str) -> None:
    as_owner("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE lock = %s AND status = 'todo'", lock)


def test_a_job_that_fails_is_done_again_later_and_not_for_ever(lock: str) -> None:
    with transaction.atomic():
        defer_once(FAIL, lock=lock, account=uuid4())
    do_jobs()
    [job] = waiting(lock)
    assert (job["status"], job["attempts"]) == ("todo", 1)
    assert timedelta() < job["scheduled_at"] - timezone.now() <= timedelta(seconds=2)
    as_owner("UPDATE procrastinate_jobs SET attempts = %s WHERE lock = %s", TRIES_MAX, lock)
    make_due(lock)
    do_jobs()
    assert statuses(lock) == ["failed"]


def test_a_job_that_waits_for_longer_is_brought_forward_and_never_put_off(lock: str) -> None:
    for delay_seconds, waits_seconds in ((600, 600), (60, 60), (300, 60), (0, 0)):
        with transaction.atomic():
            defer_once(READ, lock=lock, delay_seconds=delay_seconds, account=uuid4())
        [job] = waiting(lock)
        assert abs(job["scheduled_at"] - timezone.now() - timedelta(seconds=waits_seconds)) < timedelta(seconds=30)


def test_a_job_that_fails_while_another_waits_does_not_stay_begun(lock: str, beside: Beside) -> None:
    with transaction.atomic():
        defer_once(FAIL, lock=lock, account=uuid4())
    LET_GO.clear()
    doing = beside(do_jobs)
    assert BEGUN.wait(10)
    with transaction.atomic():
        defer_once(FAIL, lock=lock, account=uuid4())
    assert statuses(lock) == ["doing", "todo"]
    LET_GO.set()
    doing.result(10)
    assert statuses(lock) == ["todo", "todo"]


def test_a_failure_is_logged_without_its_words(lock: str, caplog: pytest.LogCaptureFixture) -> None:
    account = uuid4()
    with transaction.atomic():
        defer_once(FAIL, lock=lock, account=account)
    do_jobs()
    key = ProcrastinateJob.objects.get(lock=lock).pk
    logged = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert [record.getMessage() for record in logged] == [f"Job {key} of {FAIL} failed, at try 1"]
    formatter = LineFormatter(settings.LOGGING["formatters"]["line"]["fmt"])
    line = formatter.format(logged[0])
    assert line.endswith("ValueError")
    assert str(account) not in line


def begun(lock: str, *, name: str = READ, attempts: int = 0, worker: int | None = None, account: UUID) -> int:
    """Return a job that some worker has begun; without one, a worker that is gone."""
    with transaction.atomic():
        defer_once(name, lock=lock, account=account)
    as_owner(
        "UPDATE procrastinate_jobs SET status = 'doing', attempts = %s, worker_id = %s WHERE lock = %s",
        attempts, worker, lock,
    )  # fmt: skip
    return ProcrastinateJob.objects.get(lock=lock).pk


def worker(heard_of_seconds_ago: int) -> int:
    """Return a worker."""
    made = "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s * interval '1 s') RETURNING id"
    with connections["owner"].cursor() as cursor:
        cursor.execute(made, [heard_of_seconds_ago])
        return int(cursor.fetchone()[0])


def sweep(name: str = SWEEP) -> None:
    """Do what is done from time to time."""
    app.configure_task(name).defer(timestamp=0)
    do_jobs()


def test_what_a_worker_left_is_done_by_another(lock: str) -> None:
    account = worlds.account()
    begun(lock, worker=worker(heard_of_seconds_ago=3600), account=account.pk)
    begun(f"{lock}-nobody", account=account.pk)
    alive = begun(f"{lock}-alive", worker=worker(heard_of_seconds_ago=1), account=account.pk)
    sweep()
    assert (statuses(lock), statuses(f"{lock}-nobody")) == (["succeeded"], ["succeeded"])
    assert (statuses(f"{lock}-alive"), SEEN) == (["doing"], [account.name, account.name])
    as_owner("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 h'")
    sweep()
    assert ProcrastinateJob.objects.get(pk=alive).status == "succeeded"


def test_what_kills_its_workers_comes_to_an_end(lock: str) -> None:
    account = worlds.account()
    begun(lock, attempts=TRIES_MAX, account=account.pk)
    begun(f"{lock}-fewer", attempts=TRIES_MAX - 1, account=account.pk)
    sweep()
    assert (statuses(lock), statuses(f"{lock}-fewer"), SEEN) == (["cancelled"], ["succeeded"], [account.name])


def test_two_sweeps_at_once_start_a_job_once(lock: str, beside: Beside) -> None:
    begun(lock, account=worlds.account().pk)
    with transaction.atomic():
        take_up(0)
        beside(lambda: take_up(0)).result(10)
        assert [(job["status"], job["attempts"]) for job in waiting(lock)] == [("todo", 1)]
    assert [(job["status"], job["attempts"]) for job in waiting(lock)] == [("todo", 1)]


def test_what_was_left_is_taken_up_also_while_the_next_of_its_kind_waits(lock: str) -> None:
    begun(lock, account=worlds.account().pk)
    as_owner("UPDATE procrastinate_jobs SET queueing_lock = %s WHERE lock = %s", lock, lock)
    app.configure_task(READ, lock=f"{lock}-next", queueing_lock=lock).defer(account=str(worlds.account().pk))
    take_up(0)
    assert (statuses(lock), statuses(f"{lock}-next")) == (["todo"], ["todo"])
    do_jobs()
    assert (statuses(lock), statuses(f"{lock}-next")) == (["succeeded"], ["succeeded"])


def test_no_task_that_is_tried_again_has_a_queueing_lock() -> None:
    # If another waits by the time it fails, it stays begun (procrastinate issue 1543). `defer_once` needs none.
    assert {"billing.settle", SWEEP} < set(app.tasks)
    assert [name for name, each in app.tasks.items() if each.queueing_lock and each.retry_strategy] == []


def test_what_has_ended_is_kept_for_a_while(lock: str) -> None:
    account = worlds.account()
    for age in (KEPT_HOURS - 1, KEPT_HOURS + 1):
        for status in ("succeeded", "failed", "cancelled", "aborted", "todo"):
            key = begun(f"{lock}-{status}-{age}", account=account.pk)
            as_owner("UPDATE procrastinate_jobs SET status = %s::procrastinate_job_status WHERE id = %s", status, key)
            as_owner("UPDATE procrastinate_events SET at = now() - %s * interval '1 h' WHERE job_id = %s", age, key)
    as_owner("UPDATE procrastinate_jobs SET scheduled_at = now() + interval '1 h' WHERE status = 'todo'")
    sweep("database.forget_jobs")
    left = set(ProcrastinateJob.objects.filter(lock__startswith=lock).values_list("lock", flat=True))
    kept = {f"{lock}-{status}-{KEPT_HOURS - 1}" for status in ("succeeded", "failed", "cancelled", "aborted", "todo")}
    assert left == kept | {f"{lock}-todo-{KEPT_HOURS + 1}"}


def test_what_happened_to_a_job_is_not_changed_by_the_app(lock: str) -> None:
    with transaction.atomic():
        defer_once(READ, lock=lock, account=uuid4())
    key = ProcrastinateJob.objects.get(lock=lock).pk
    for statement in (
        "DELETE FROM procrastinate_events WHERE job_id = %s",
        "UPDATE procrastinate_events SET at = now()",
    ):
        with pytest.raises(DatabaseError, match="permission denied"), connection.cursor() as cursor:
            cursor.execute(statement, [key] if "%s" in statement else None)
    # It goes with its job.
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [key])
        cursor.execute("SELECT count(*) FROM procrastinate_events WHERE job_id = %s", [key])
        assert cursor.fetchone() == (0,)
