"""Is support kept to what owners let it? Asked of the statements as they are written, and of the database."""

from collections.abc import Iterator

from django.db import connection

from permissions.credentials import Kind
from permissions.support.models import HOURS_MAX
from privacy.telling import look

# What a read of support cannot do without: that somebody approved it, a second factor, and the entry of it.
NEEDED = {
    "permissions_supportaccess": "nobody has approved",
    "mfa_authenticator": "is looked at without a second factor",
    "audit_read": "is written down nowhere",
}
OF_TWO_KINDS = """
SELECT count(*) FROM accounts_user u JOIN accounts_account a ON a.id = u.account_id
WHERE (u.role = 'AGENT') <> a.is_operator
"""
TOO_LONG = f"SELECT count(*) FROM permissions_supportaccess WHERE expires_at > now() + interval '{HOURS_MAX} hours'"


def agents_among_customers() -> Iterator[str]:
    """Yield whether anybody is both the operator's and a customer's."""
    if count := _count(OF_TWO_KINDS):
        yield f"{count} people are agents of the operator's in an account of a customer's, or the other way round."


def reads_untold() -> Iterator[str]:
    """Yield what a statement of support lacks, and what was opened for longer than anybody can approve."""
    written = look(Kind.SUPPORT).sql
    for name, otherwise in NEEDED.items():
        if name not in written:
            yield f"Support can read what {otherwise}."
    if count := _count(TOO_LONG):
        yield f"{count} requests of support are open for longer than {HOURS_MAX} hours."


def _count(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        [(count,)] = cursor.fetchall()
    return int(count)
