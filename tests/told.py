"""How does a test have what was told be in the register? It is there within a second or so; a test does not wait."""

from django.db import connections

from audit import register
from processes import eventually


def settle() -> None:
    """Return when it is all there, whoever brings it there."""
    eventually(_is_settled)


def _is_settled() -> bool:
    register.fold()
    with connections["owner"].cursor() as owner:
        owner.execute("SELECT count(*) FROM audit_told")
        return bool(owner.fetchone() == (0,))
