"""How does a test have what was told be in the register? It is there within some seconds; a test does not wait."""

from pathlib import Path

from django.conf import settings
from django.db import connections

from audit import register
from processes import eventually


def settle() -> None:
    """Return when it is all there, whoever brings it there."""
    eventually(_is_settled)


def _is_settled() -> bool:
    if any(Path(settings.TOLD).glob("*")):  # the server of this process brings it on its way (conftest.server)
        return False
    register.fold()
    with connections["owner"].cursor() as owner:
        owner.execute("SELECT count(*) FROM audit_told")
        return bool(owner.fetchone() == (0,))
