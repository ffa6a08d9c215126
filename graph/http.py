"""What came in, what goes out? GraphQL over HTTP: bodies, media types, who may send, statuses.

A browser sends our cookie with any request to us, from whatever page. So a request must be JSON, which other sites'
forms cannot send, and must not say that it comes from another site (Origin, Sec-Fetch-Site).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from django.conf import settings
from django.http.cookie import parse_cookie
from django.http.request import MediaType, split_domain_port, validate_host

from graph.errors import Code, RequestError

BODY_LENGTH_MAX = 1_048_576  # octets
GRAPHQL_JSON = "application/graphql-response+json"
JSON = "application/json"

Headers = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A GraphQL request (GraphQL over HTTP, section 5)."""

    query: str
    operation_name: str | None
    variables: dict[str, Any]


def headers_of(scope: Mapping[str, Any]) -> Headers:
    """Return the headers of an ASGI scope by lower-case name; of a repeated one, the last."""
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


def media_type(headers: Headers) -> str:
    """Return the media type to answer in; raise RequestError(NOT_ACCEPTABLE) if the client takes neither of ours."""
    given = (MediaType(part.strip()) for part in (headers.get("accept") or "*/*").split(","))
    accepted = [media for media in given if media.quality > 0]
    if any(f"{media.main_type}/{media.sub_type}" == GRAPHQL_JSON for media in accepted):
        return GRAPHQL_JSON
    if any(media.match(JSON) for media in accepted):
        return JSON
    raise RequestError(Code.NOT_ACCEPTABLE, f"Accept {GRAPHQL_JSON} or {JSON}.")


def check_sender(method: str, headers: Headers) -> None:
    """Return for a JSON POST to this host from no other site; raise RequestError otherwise."""
    if method != "POST":
        raise RequestError(Code.METHOD_NOT_ALLOWED, "Send a POST.")
    host = headers.get("host", "")
    if not validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS):
        raise RequestError(Code.BAD_REQUEST, "This is not the host that was asked for.")
    if headers.get("content-type", "").split(";")[0].strip().lower() != JSON:
        raise RequestError(Code.UNSUPPORTED_MEDIA_TYPE, f"Send {JSON}.")
    origin, site = headers.get("origin"), headers.get("sec-fetch-site", "none")
    if site not in ("same-origin", "none") or (origin is not None and origin.partition("://")[2] != host):
        raise RequestError(Code.FORBIDDEN, "Requests from other sites are refused.")


def session_cookie(headers: Headers) -> str | None:
    """Return the value of the session cookie, if there is one."""
    return parse_cookie(headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME) or None


def parse_body(body: bytes) -> Asked:
    """Return the request in a body; raise RequestError(BAD_REQUEST) for anything that is none."""
    try:
        given = json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise RequestError(Code.BAD_REQUEST, "The body is not JSON.") from error
    if not isinstance(given, dict):
        raise RequestError(Code.BAD_REQUEST, "The body is a JSON object with a query.")
    query, name, variables = (given.get(member) for member in ("query", "operationName", "variables"))
    if not isinstance(query, str) or not query:
        raise RequestError(Code.BAD_REQUEST, 'There is no "query".')
    if not isinstance(name, str | None):
        raise RequestError(Code.BAD_REQUEST, '"operationName" is a string.')
    if not isinstance(variables, dict | None):
        raise RequestError(Code.BAD_REQUEST, '"variables" is an object.')
    return Asked(query=query, operation_name=name or None, variables=variables or {})


def status(error: RequestError, media: str) -> int:
    """Return the HTTP status of a refusal: in plain JSON, what is wrong with the document alone is still 200."""
    if media == JSON and error.code in DOCUMENT_CODES:
        return 200
    return error.code.status


# What application/json, for clients older than the specification, answers with 200 (GraphQL over HTTP, 6.4.1).
DOCUMENT_CODES = frozenset(
    {
        Code.BAD_DOCUMENT,
        Code.BAD_OPERATION,
        Code.BAD_VARIABLES,
        Code.BAD_ID,
        Code.BAD_CURSOR,
        Code.BAD_PAGE,
        Code.BAD_FILTER,
        Code.COST_EXCEEDED,
    }
)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON.")
