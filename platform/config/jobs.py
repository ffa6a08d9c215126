"""What is done beside the requests for all apps together, or asks what is above the app that wants it?"""

from uuid import UUID

from procrastinate import JobContext
from procrastinate.contrib.django import app

from config.importing import rights
from database.jobs import RETRY, TRIES_MAX
from exports import importing
from privacy import retention


@app.periodic(cron="30 1 * * *")
@app.task(name="config.retain", queueing_lock="config.retain", lock="config.retain")
def retain(timestamp: int) -> None:
    """Every night (UTC). What fails, the next night does."""
    retention.apply_daily()


@app.task(name=importing.IMPORT_TASK, retry=RETRY, pass_context=True)
def import_archive(context: JobContext, archive: str, account: str) -> None:
    """Bring an archive back; after its last try it has failed."""
    try:
        importing.finish(UUID(account), UUID(archive), rights=rights)
    except Exception:
        if context.job.attempts + 1 >= TRIES_MAX:
            importing.give_up(UUID(account), UUID(archive))
        raise
