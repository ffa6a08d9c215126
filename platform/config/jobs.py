"""What is done beside the requests for all apps together? What is too old goes, every day."""

from procrastinate.contrib.django import app

from privacy import retention


@app.periodic(cron="30 1 * * *")
@app.task(name="config.retain", queueing_lock="config.retain", lock="config.retain")
def retain(timestamp: int) -> None:
    """Every night (UTC). What fails, the next night does."""
    retention.apply_daily()
