"""Is nobody told what is not in the register? Asked of the statements as they are written, and of the database."""

from collections.abc import Iterator

from database.statements import fetch
from graph import sql
from graph.arguments import mark
from graph.document import read
from graph.plan import plan
from graph.sql import Statement
from permissions.credentials import Kind

LOOKS = "query($id: ID!) { contact(id: $id) { id } }"
CHANGEABLE = """
SELECT DISTINCT privilege FROM unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) privilege,
  unnest(ARRAY['audit_disclosure', 'audit_told']) name
WHERE has_table_privilege(current_user, name, privilege)
"""


def look(kind: Kind) -> Statement:
    """Return how a contact is read with a credential of some kind."""
    document = read(LOOKS)
    operation = document.operation(None)
    return sql.Query(plan(document, operation, mark(operation, {"id": ""})), kind).statement


def reads_untold() -> Iterator[str]:
    """Yield which tokens can read what is not told."""
    for kind in Kind:
        if kind.is_token and not look(kind).shown:
            yield f"What is read with a {kind.value} is written down nowhere."


def register_that_can_change() -> Iterator[str]:
    """Yield what the role that serves could do to the register, beside adding to it by the one way there is."""
    for (privilege,) in fetch(CHANGEABLE, []):
        yield f"The role that serves has {privilege} on the register of disclosures."
