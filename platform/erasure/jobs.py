"""What is done beside the requests for erasures? Those that were confirmed."""

from uuid import UUID

from database.jobs import task
from erasure import actions


@task(actions.TASK)
def finish(account: str, erasure: str) -> None:
    """Erase what was confirmed."""
    actions.finish(UUID(account), UUID(erasure))
