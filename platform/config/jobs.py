"""What is done beside the requests for all apps together, or asks what is above the app that wants it?"""

from uuid import UUID

from procrastinate.contrib.django import app

from config.importing import rights
from database.jobs import task_that_ends
from exports import importing
from privacy import retention


@app.periodic(cron="30 1 * * *")
@app.task(name="config.retain", queueing_lock="config.retain", lock="config.retain")
def retain(timestamp: int) -> None:
    """Every night (UTC). What fails, the next night does."""
    retention.apply_daily()


def _give_up(archive: str, account: str) -> None:
    importing.give_up(UUID(account), UUID(archive))


@task_that_ends(importing.IMPORT_TASK, give_up=_give_up)
def import_archive(archive: str, account: str) -> None:
    """Bring an archive back; after its last try it has failed."""
    importing.finish(UUID(account), UUID(archive), rights=rights)
