"""What is done beside the requests? Settling, after whatever happened, and looking now and then what was missed."""

from uuid import UUID

from procrastinate import JobContext
from procrastinate.contrib.django import app

from billing import reconciliation, settling
from database.jobs import RETRY


@app.task(name="billing.settle", retry=RETRY, pass_context=True)
def settle(context: JobContext, account: str) -> None:
    """Settle an account; the job's id is what makes each change at the processor happen once."""
    settling.settle(UUID(account), job=f"{account}-{context.job.id}")


@app.periodic(cron="*/5 * * * *")
@app.task(name="billing.reconcile", queueing_lock="billing.reconcile", lock="billing.reconcile")
def reconcile(timestamp: int) -> None:
    """Every five minutes."""
    reconciliation.reconcile()
