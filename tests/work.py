"""How are the jobs done that a test waits for? By a worker as in production, which ends when none is due."""

import asyncio
from typing import Any

from django.db import connections
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from config import working
from database import address


def do_jobs() -> None:
    """Do what can begin, of whatever test it is; return when nothing can: what is left waits for its time."""
    earlier = ProcrastinateJob.objects.filter(
        lock=OuterRef("lock"), id__lt=OuterRef("id"), status__in=["todo", "doing"]
    )
    is_due = Q(scheduled_at=None) | Q(scheduled_at__lte=Now())
    while ProcrastinateJob.objects.filter(is_due, ~Exists(earlier), status="todo").exists():
        asyncio.run(_work())


async def _work() -> None:
    with app.replace_connector(PsycopgConnector(conninfo=address.conninfo(), **working.POOL)):
        async with app.open_async():
            await app.run_worker_async(**working.OPTIONS | {"wait": False})


def forget_jobs() -> None:
    """Have nothing wait that other tests have left."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_periodic_defers")
        cursor.execute("DELETE FROM procrastinate_jobs")


def jobs(lock: str) -> list[dict[str, Any]]:
    """Return the jobs with that lock, as they stand, the oldest first."""
    columns = ("status", "task_name", "args", "attempts", "scheduled_at")
    return list(ProcrastinateJob.objects.filter(lock=lock).order_by("id").values(*columns))


def statuses(lock: str) -> list[str]:
    """Return how the jobs with that lock stand: "todo", "doing", "succeeded", "failed" …"""
    return [job["status"] for job in jobs(lock)]
