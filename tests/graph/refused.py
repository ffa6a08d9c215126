"""What does a refusal look like? The code, the status that goes with it, no word about our insides, and no SQL."""

import json
import re
from typing import Any

import httpx

from api import Client
from wire import watch

JSON, GRAPHQL_JSON = "application/json", "application/graphql-response+json"
# What is wrong with the document alone is 200 for clients that ask for plain JSON (GraphQL over HTTP, 6.4.1).
STATUSES = {
    "BAD_CURSOR": (200, 400),
    "BAD_DOCUMENT": (200, 400),
    "BAD_FILTER": (200, 400),
    "BAD_ID": (200, 400),
    "BAD_OPERATION": (200, 400),
    "BAD_PAGE": (200, 400),
    "BAD_REQUEST": (400, 400),
    "BAD_VARIABLES": (200, 400),
    "CARD_NUMBER_REFUSED": (400, 400),
    "COST_EXCEEDED": (200, 400),
    "DOCUMENT_NOT_FOUND": (200, 400),
    "DOCUMENT_NOT_TRUSTED": (200, 403),
    "FORBIDDEN": (403, 403),
    "METHOD_NOT_ALLOWED": (405, 405),
    "NOT_ACCEPTABLE": (406, 406),
    "TOO_LARGE": (413, 413),
    "UNAUTHENTICATED": (401, 401),
    "UNSUPPORTED_MEDIA_TYPE": (415, 415),
}
# A trace, a path, SQL, a class of exceptions, a library.
INSIDES = re.compile(
    r"Traceback|line \d|/\w+/|\.py\b|\b(SELECT|FROM|WHERE|JOIN|INSERT)\b"
    r"|\w(Error|Exception)\b|psycopg|django|strawberry"
)


def check(answer: httpx.Response, code: str, status: int) -> None:
    """Check one refusal."""
    errors = answer.json()["errors"]
    assert answer.json() == {"errors": errors}
    assert {error["extensions"]["code"] for error in errors} == {code}, answer.text[:1000]
    assert all(set(error) <= {"message", "locations", "path", "extensions"} for error in errors)
    assert answer.status_code == status
    assert not INSIDES.search(answer.text)


def expect(client: Client, code: str, body: bytes | str | dict[str, Any], **request: Any) -> None:
    """Check that a body is refused in both media types, without SQL; and that an honest query works afterwards."""
    content = body if isinstance(body, bytes | str) else json.dumps(body)
    headers = {"content-type": JSON} | request.pop("headers", {})
    for media, status in zip((JSON, GRAPHQL_JSON), STATUSES[code], strict=True):
        with watch() as wire:
            answer = client.request("POST", "/graphql", content=content, headers={"accept": media} | headers, **request)
        check(answer, code, status)
        assert answer.headers["content-type"] == f"{media}; charset=utf-8"
        assert wire.sent == []
    assert client.data("{ viewer { __typename } }") == {"viewer": {"__typename": "User"}}
