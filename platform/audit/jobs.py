"""What is done beside the requests for the audit? What was told is brought into the register, whoever ended before."""

from pathlib import Path

from django.conf import settings
from procrastinate.contrib.django import app

from audit import register


@app.periodic(cron="* * * * *")
@app.task(name="audit.fold", queueing_lock="audit.fold", lock="audit.fold")
def fold(timestamp: int) -> None:
    """Every minute; who answers tokens does it every few seconds (graph/disclosing.py)."""
    register.recover(Path(settings.TOLD))
    register.fold()
