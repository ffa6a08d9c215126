"""What is done beside the requests for archives? Writing them, and deleting them when their time has come."""

from uuid import UUID

from database.jobs import task, task_that_ends
from exports import actions


def _give_up(archive: str, account: str) -> None:
    actions.give_up(UUID(account), UUID(archive))


@task_that_ends(actions.EXPORT_TASK, give_up=_give_up)
def export(archive: str, account: str) -> None:
    """Write one; after its last try it has failed."""
    actions.finish(UUID(account), UUID(archive))


@task(actions.EXPIRE_TASK)
def expire(archive: str, account: str) -> None:
    """Delete one."""
    actions.expire(UUID(account), UUID(archive))
