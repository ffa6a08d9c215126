"""What does a page read of Data? A document of ours, by the same statement as any that the API is asked (one gate)."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from allauth.core.exceptions import ImmediateHttpResponse
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest
from django.shortcuts import render

from accounts.sessions import hashed
from database.statements import fetch
from graph.document import read
from graph.errors import RequestError
from graph.sql import statement
from graph.variables import take
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


def shown(request: HttpRequest, text: str, /, **variables: object) -> Any:
    """Return the data that a document of ours is answered with, to whoever is signed in.

    Raise Http404 for an id or a cursor that is none. Who has used up their points is to come again (429).
    """
    try:
        rows = _rows(text, Inputs(key=hashed(request.session.session_key or ""), variables=variables))
    except RequestError as error:
        raise Http404 from error
    if not rows:
        raise PermissionDenied
    if rows[0][0] is None:
        raise ImmediateHttpResponse(render(request, "429.html", status=429))
    return json.loads(rows[0][0])


def look(key: str, request_id: UUID, record_id: str, *, address: str) -> list[tuple[str, str]] | None:
    """Return (name, value) of what a record has, by a session's stored key and a request; None if it opens none.

    What is returned is written down, and committed.
    """
    variables = {"id": record_id}
    try:
        rows = _rows(
            DOCUMENT, Inputs(key=key, variables=variables, kind=Kind.SUPPORT, request=request_id, address=address)
        )
    except RequestError:  # no id
        return None
    found = json.loads(rows[0][0])["node"] if rows and rows[0][0] else None
    return list(_facts(found)) if found else None


def _rows(text: str, inputs: Inputs) -> list[tuple[Any, ...]]:
    """Return what the statement of a document's one operation yields: its data, and the points that are left."""
    document = read(text)
    operation = document.operation(None)
    values, marked = take(operation, inputs.variables)
    written = statement(document, operation, marked, inputs.kind)
    with transaction.atomic():
        return fetch(written.sql, written.values(inputs._replace(variables=values)))


def _facts(found: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in found.items():
        for one in value if isinstance(value, list) else [value]:
            parts = one.values() if isinstance(one, dict) else [one]
            if said := ", ".join(str(part) for part in parts if part is not None):
                yield name, said
