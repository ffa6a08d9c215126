"""What is done beside the requests for archives? Writing them, and deleting them when their time has come."""

from uuid import UUID

from procrastinate import JobContext
from procrastinate.contrib.django import app

from database.jobs import RETRY, TRIES_MAX, task
from exports import actions


@app.task(name=actions.EXPORT_TASK, retry=RETRY, pass_context=True)
def export(context: JobContext, archive: str, account: str) -> None:
    """Write one; after its last try it has failed."""
    try:
        actions.finish(UUID(account), UUID(archive))
    except Exception:
        if context.job.attempts + 1 >= TRIES_MAX:
            actions.give_up(UUID(account), UUID(archive))
        raise


@task(actions.EXPIRE_TASK)
def expire(archive: str, account: str) -> None:
    """Delete one."""
    actions.expire(UUID(account), UUID(archive))
