"""What is shown of a record that support may read? A document of ours, by the same statement as any of an agent's."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import transaction

from database.statements import fetch
from graph.arguments import mark
from graph.document import read
from graph.errors import RequestError
from graph.sql import statement
from permissions.credentials import Kind
from permissions.viewer import Inputs

PARTS = "emails { address label } phones { number label } addresses { street city region postalCode country label }"
DOCUMENT = f"""query($id: ID!) {{ node(id: $id) {{
  __typename id
  ... on Contact {{ name jobTitle birthday website source {PARTS} createdAt updatedAt }}
  ... on Company {{ companyName: name companyWebsite: website industry {PARTS} createdAt updatedAt }}
  ... on Tag {{ tagName: name createdAt updatedAt }}
  ... on Note {{ body createdAt updatedAt }}
}} }}"""


def look(key: str, request_id: UUID, record_id: str, *, address: str) -> list[tuple[str, str]] | None:
    """Return (name, value) of what a record has, by a session's stored key and a request; None if it opens none.

    What is returned is written down, and committed.
    """
    document, given = read(DOCUMENT), {"id": record_id}
    operation = document.operation(None)
    written = statement(document, operation, mark(operation, given), Kind.SUPPORT)
    inputs = Inputs(key=key, variables=given, kind=Kind.SUPPORT, request=request_id, address=address)
    try:
        with transaction.atomic():
            rows = fetch(written.sql, written.values(inputs))
    except RequestError:  # no id
        return None
    found = json.loads(rows[0][0])["node"] if rows and rows[0][0] else None
    return list(_facts(found)) if found else None


def _facts(found: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in found.items():
        for one in value if isinstance(value, list) else [value]:
            parts = one.values() if isinstance(one, dict) else [one]
            if said := ", ".join(str(part) for part in parts if part is not None):
                yield name, said
