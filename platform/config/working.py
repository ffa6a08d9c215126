"""Who does the jobs? A worker: a process beside those that answer, or on any machine; several share what there is."""

import asyncio
import logging
import signal
from collections.abc import Sequence
from contextlib import AbstractContextManager, suppress
from typing import Any

from django.conf import settings
from procrastinate import JobContext, PsycopgConnector
from procrastinate.app import WorkerOptions
from procrastinate.contrib.django import app
from procrastinate.middleware import AsyncCallNext
from procrastinate.worker import Worker

from config import children
from database import address

logger = logging.getLogger("steward.jobs")

JOBS_AT_ONCE = 2
POLL_SECONDS = 1.0  # for jobs that were put off; of others the database tells (LISTEN)
# Beside these one that listens, and one of Django's for each job.
POOL: dict[str, Any] = {"min_size": 1, "max_size": 2, "timeout": 5.0, "reconnect_timeout": 5.0}


def work(ends_by: Sequence[signal.Signals] = (signal.SIGINT, signal.SIGTERM)) -> None:
    """Do jobs until one of the signals comes; finish what was begun."""
    asyncio.run(_work(ends_by))


async def _work(ends_by: Sequence[signal.Signals]) -> None:
    loop = asyncio.get_running_loop()
    with app.replace_connector(PsycopgConnector(conninfo=address.conninfo(), **POOL)):
        async with app.open_async():
            working = loop.create_task(app.run_worker_async(**OPTIONS))
            loop.set_exception_handler(lambda _, context: _give_up(working, context))
            for told in ends_by:
                loop.add_signal_handler(told, _end, working)
            with suppress(asyncio.CancelledError):
                await working


def _end(working: "asyncio.Task[None]") -> None:
    """Let the worker finish. Told once more, it would break off what it finishes."""
    if not working.cancelling():
        working.cancel()


def _give_up(working: "asyncio.Task[None]", context: dict[str, Any]) -> None:
    """End after what nobody foresaw: how a job ended could not be written down, say.

    The job would stay begun for as long as its worker lives; without a worker it is taken up again.
    """
    logger.error("The worker ends after what it did not foresee", exc_info=context.get("exception"))
    _end(working)


async def _tell(call_next: AsyncCallNext, context: JobContext, worker: Worker) -> Any:
    """Log that a job failed; procrastinate only does for the last time."""
    try:
        return await call_next()
    except Exception:
        job = context.job
        logger.warning("Job %s of %s failed, at try %s", job.id, job.task_name, job.attempts + 1, exc_info=True)
        raise


OPTIONS: WorkerOptions = {
    "concurrency": JOBS_AT_ONCE,
    "fetch_job_polling_interval": POLL_SECONDS,
    "update_heartbeat_interval": settings.JOB_SILENCE_SECONDS / 3,
    "stalled_worker_timeout": settings.JOB_SILENCE_SECONDS,
    "install_signal_handlers": False,
    "worker_middleware": [_tell],
}


def beside() -> AbstractContextManager[None]:
    """Hold a block within which a worker runs as a process of ours, and is replaced if it ends."""
    return children.beside("worker", work, (signal.SIGTERM,))
