"""What is to be done after the answer? Jobs: written down by the transaction that wants them, done by a worker.

A job is a row of procrastinate's, so it is there exactly if its transaction was committed, and no second server can
disagree. It holds ids and nothing else, since it is kept for a while and logged. A job may be done twice (its worker
was killed before it wrote down the end), so whatever one does can be done again.
"""

import logging
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any, ParamSpec
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Status
from procrastinate.manager import JobManager
from procrastinate.tasks import Task, configure_task

P = ParamSpec("P")
logger = logging.getLogger("steward.jobs")

TRIES_MAX = 10
RETRY = RetryStrategy(max_attempts=TRIES_MAX, exponential_wait=2)  # after 2, 4, 8 … 1,024 seconds: half an hour
KEPT_HOURS = 72  # what has ended, so that somebody can look into it
SWEEP = "database.take_up"
# By Django's own connection, also within a worker: there the app has another, which knows of no transaction of ours.
_manager = JobManager(DjangoConnector())
_ID = re.compile(r"[\w-]{1,64}", re.ASCII)


def task(name: str) -> Callable[[Callable[P, None]], Task[P, None, P]]:
    """Name what a job does: a function of ids. If it raises, it is done again later, TRIES_MAX times at most."""
    return app.task(name=name, retry=RETRY)


def task_that_ends(name: str, *, give_up: Callable[P, None]) -> Callable[[Callable[P, None]], Task[..., None, Any]]:
    """As `task`, and after its last try `give_up` is called with the same ids, for somebody waits to hear of it.

    A job whose workers were killed at each try (it may be what kills them) is not tried again before that.
    """

    def named(do: Callable[P, None]) -> Task[..., None, Any]:
        @app.task(name=name, retry=RETRY, pass_context=True)
        def tried(context: JobContext, /, *args: P.args, **ids: P.kwargs) -> None:
            if context.job.attempts >= TRIES_MAX:
                return give_up(*args, **ids)
            try:
                do(*args, **ids)
            except Exception:
                if context.job.attempts + 1 >= TRIES_MAX:
                    give_up(*args, **ids)
                raise

        return tried

    return named


def defer_once(name: str, *, lock: str, delay_seconds: int = 0, **ids: UUID | str) -> None:
    """Have the task of that name done once the open transaction is committed, unless a job with that lock waits.

    Jobs with the same lock run one after another. One that waits for longer than is asked for, since it failed, is
    brought forward. The task is named, and need not be known here: `accounts` defers "billing.settle". Raise ValueError
    for an argument that is no id, RuntimeError outside a transaction.

    No wake-up is lost, if the caller has locked a row before (to write is to lock), and the job locks it first of all.
    A job that is seen to wait has not begun when this transaction has the row; so it gets the row after this
    transaction, and reads what it wrote. One that has begun does not wait any more, and another is written down.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A job is deferred in the transaction that wants it.")
    arguments = {argument: _as_id(value) for argument, value in ids.items()}
    # Not by procrastinate's queueing_lock: a job that has to be done again is stuck if another waits by then
    # (procrastinate issues 1446 and 1543). Two callers without a common row would only have it done twice.
    due = timezone.now() + timedelta(seconds=delay_seconds)
    waiting = ProcrastinateJob.objects.filter(lock=lock, status=Status.TODO.value)
    if waiting.exists():
        waiting.filter(scheduled_at__gt=due).update(scheduled_at=due)
    else:
        schedule_at = due if delay_seconds else None
        configure_task(name=name, job_manager=_manager, lock=lock, schedule_at=schedule_at).defer(**arguments)


def _as_id(value: UUID | str) -> str:
    text = str(value)
    if not _ID.fullmatch(text):
        raise ValueError("A job takes ids.")
    return text


@app.periodic(cron=settings.JOB_SWEEP)
@app.task(name=SWEEP)
def take_up(timestamp: int) -> None:
    """Have done again what a worker had begun that is heard of no more: it was killed, or its machine was."""
    with transaction.atomic():
        for job in _left():
            logger.warning("Job %s of %s was left by its worker, at try %s", job.pk, job.task_name, job.attempts + 1)
            # It has waited, and may wait again beside the next of its kind (as above).
            ProcrastinateJob.objects.filter(pk=job.pk).update(queueing_lock=None)
            _manager.retry_job_by_id(job.pk, retry_at=timezone.now())
            if job.attempts >= TRIES_MAX:  # it may be what kills its workers
                _manager.cancel_job_by_id(job.pk)


def _left() -> "QuerySet[ProcrastinateJob]":
    """Return the jobs that nobody does any more, locked, except those that another sweep is at.

    procrastinate's get_stalled_jobs locks none: the later of two sweeps would start once more what has begun again.
    """
    silent_since = Now() - timedelta(seconds=settings.JOB_SILENCE_SECONDS)
    begun = ProcrastinateJob.objects.filter(status=Status.DOING.value)
    gone = begun.filter(Q(worker=None) | Q(worker__last_heartbeat__lt=silent_since))
    return gone.select_for_update(of=("self",), skip_locked=True)


@app.periodic(cron="0 * * * *")
@app.task(name="database.forget_jobs", pass_context=True)
async def forget(context: JobContext, timestamp: int) -> None:
    """Delete the jobs that ended KEPT_HOURS ago, however they did."""
    await context.app.job_manager.delete_old_jobs(
        nb_hours=KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )
