"""What came in, what goes out? GraphQL over HTTP: bodies, who may send, statuses, the request's id.

A browser sends our cookie with any request to us, from whatever page. So a request must be JSON, which other sites'
forms cannot send, and must not say that it comes from another site (Origin, Sec-Fetch-Site).
"""

import itertools
import json
import secrets
import string
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple, NoReturn
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.http.cookie import parse_cookie
from django.http.request import split_domain_port, validate_host

from graph.cards import check_rest
from graph.document import check_size
from graph.errors import NO_SUPPORT, Code, RequestError
from graph.media import JSON, accepted, check_content_type
from permissions.credentials import Credential, of_session, of_support, of_token

BODY_LENGTH_MAX = 1_048_576  # octets
TOKEN_IN_QUERY = b"stw_"
SUPPORT_HEADER = "steward-support-request"
REQUEST_ID_LENGTH_MAX = 64
REQUEST_ID_CHARACTERS = frozenset(string.ascii_letters + string.digits + "-_.")

Headers = Mapping[str, str]

_process = secrets.token_hex(6)
_numbers = itertools.count(1)


class Asked(NamedTuple):
    """A GraphQL request (GraphQL over HTTP, section 5): its document by text, by id (appendix A), or by both."""

    query: str | None
    document_id: str | None
    operation_name: str | None
    variables: dict[str, Any]
    is_quick: bool  # it is short, and there is no number of a card in its body


def headers_of(scope: Mapping[str, Any]) -> Headers:
    """Return the headers of an ASGI scope by lower-case name; of a repeated one, the last."""
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


def address(scope: Mapping[str, Any]) -> str:
    """Return the address that an ASGI scope comes from; "" if the server does not say."""
    client = scope.get("client")
    return client[0] if client else ""


def query_string(scope: Mapping[str, Any]) -> bytes:
    """Return what is behind the "?" of an ASGI scope's address, with its escapes read."""
    given: bytes = scope.get("query_string", b"")
    return unquote_to_bytes(given.replace(b"+", b" ")) if given else given


def resource_metadata(scope: Mapping[str, Any], headers: Headers) -> str:
    """Return the address of the document that tells a client without a token where to get one (RFC 9728, section 5)."""
    return f"{scope.get('scheme', 'http')}://{headers.get('host', '')}/.well-known/oauth-protected-resource/graphql"


def request_id(headers: Headers) -> str:
    """Return the id that the client gave the request, if it is short and harmless, else one of our own."""
    given = headers.get("x-request-id")
    if given and len(given) <= REQUEST_ID_LENGTH_MAX and REQUEST_ID_CHARACTERS.issuperset(given):
        return given
    return f"{_process}-{next(_numbers)}"


def media_type(headers: Headers) -> str:
    """Return the media type to answer in; raise RequestError(NOT_ACCEPTABLE) if the client takes neither of ours."""
    return accepted(headers.get("accept", ""))


def check_sender(method: str, headers: Headers) -> None:
    """Return for a JSON POST to this host from no other site; raise RequestError otherwise."""
    if method != "POST":
        raise RequestError(Code.METHOD_NOT_ALLOWED, "Send a POST.")
    host = headers.get("host", "")
    if not _is_ours(host):
        raise RequestError(Code.BAD_REQUEST, "This is not the host that was asked for.")
    check_content_type(headers.get("content-type", ""))
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise RequestError(Code.UNSUPPORTED_MEDIA_TYPE, "Send the body as it is, not compressed.")
    origin, site = headers.get("origin"), headers.get("sec-fetch-site", "none")
    if site not in ("same-origin", "none") or (origin is not None and origin.partition("://")[2] != host):
        raise RequestError(Code.FORBIDDEN, "Requests from other sites are refused.")


@lru_cache(maxsize=64)
def _is_ours(host: str) -> bool:
    return validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS)


def credential(scope: Mapping[str, Any], headers: Headers) -> Credential | None:
    """Return what a request came with, a session's cookie or a token; None for neither.

    An agent's cookie may come with a request of support. Raise RequestError: BAD_REQUEST for a cookie and a token at
    once, and for a token in the address, where logs and other sites would see it; UNAUTHENTICATED for what cannot be a
    token, nor a request.
    """
    if TOKEN_IN_QUERY in scope.get("query_string", b""):
        raise RequestError(Code.BAD_REQUEST, "A token goes into the Authorization header, and never into the address.")
    cookie = parse_cookie(headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME)
    given, request = headers.get("authorization"), headers.get(SUPPORT_HEADER)
    if request is not None:
        return _of_support(cookie, request, given)
    if given is None:
        return of_session(cookie) if cookie else None
    if cookie:
        raise RequestError(Code.BAD_REQUEST, "Send a token or the session's cookie, not both.")
    scheme, _, token = given.partition(" ")
    found = of_token(token.strip()) if scheme.lower() == "bearer" else None
    if found is None:
        raise RequestError(Code.UNAUTHENTICATED, "That is no token. Send: Authorization: Bearer stw_…")
    return found


def _of_support(cookie: str | None, request: str, token: str | None) -> Credential:
    """Return what an agent came with: never less than they said, for a session alone would read something else."""
    if token is not None:
        raise RequestError(Code.BAD_REQUEST, "A request of support goes with a session's cookie, not with a token.")
    found = of_support(cookie, request) if cookie else None
    if found is None:
        raise RequestError(Code.UNAUTHENTICATED, NO_SUPPORT)
    return found


def parse_body(body: bytes, *, is_quick: bool) -> Asked:
    """Return the request in a body; unless it `is_quick`, it may hold the number of a card.

    Raise RequestError: BAD_REQUEST for what is none, COST_EXCEEDED for a bomb, CARD_NUMBER_REFUSED.
    """
    given = _json(body)
    if not isinstance(given, dict):
        raise RequestError(Code.BAD_REQUEST, "The body is a JSON object with a query.")
    if not is_quick:
        check_rest(given)
    query, document_id = _member(given, "query", str), _member(given, "documentId", str)
    if not query and not document_id:
        raise RequestError(Code.BAD_REQUEST, 'There is no "query" and no "documentId".')
    _member(given, "extensions", dict)
    variables = _member(given, "variables", dict) or {}
    check_size(variables)
    return Asked(
        query=query or None,
        document_id=document_id or None,
        operation_name=_member(given, "operationName", str) or None,
        variables=variables,
        is_quick=is_quick,
    )


def _json(body: bytes) -> Any:
    """Return what the body says. Of a repeated name, two readers may take two values; so it is refused."""
    try:
        return _decoder.decode(body.decode())
    except UnicodeDecodeError as error:
        raise RequestError(Code.BAD_REQUEST, "The body is not UTF-8.") from error
    except (ValueError, RecursionError) as error:
        raise RequestError(Code.BAD_REQUEST, "The body is not JSON.") from error


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise RequestError(Code.BAD_REQUEST, "An object in the body has two members of one name.")
    return members


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON.")


_decoder = json.JSONDecoder(parse_constant=_refuse_constant, object_pairs_hook=_unique)
_KINDS: dict[type, str] = {str: "a string", dict: "an object"}


def _member(given: dict[str, Any], name: str, kind: type) -> Any:
    value = given.get(name)
    if value is not None and not isinstance(value, kind):
        raise RequestError(Code.BAD_REQUEST, f'"{name}" is {_KINDS[kind]}.')
    return value


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
        Code.DOCUMENT_NOT_FOUND,
        Code.DOCUMENT_NOT_TRUSTED,
    }
)
