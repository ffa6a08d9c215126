"""What is done beside the requests for accounts? Their chains' heads are kept elsewhere, every day."""

from django.conf import settings
from procrastinate.contrib.django import app

from accounts import anchoring


@app.periodic(cron="0 0 * * *")
@app.task(name="accounts.anchor", queueing_lock="accounts.anchor", lock="accounts.anchor")
def anchor(timestamp: int) -> None:
    """Every midnight (UTC)."""
    anchoring.anchor(settings.AUDIT_ANCHORS)
