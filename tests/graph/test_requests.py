"""Which HTTP requests are GraphQL requests? All others are refused, with the status that says why."""

import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from api import Api, Client
from tests.graph.refused import GRAPHQL_JSON, JSON, STATUSES, check, expect
from wire import watch

HONEST = '{"query": "{ viewer { __typename } }"}'
BODIES = [
    *("", " ", "{", "null", "1", '"{ viewer { id } }"', "[]", f"[{HONEST}]", HONEST[:-1], f"{HONEST}x", "{'query': 1}"),
    *("{}", '{"query": null}', '{"query": ""}', '{"query": 1}', '{"query": ["{ viewer { id } }"]}', '{"Query": "x"}'),
    *(f'{{"query": "{{ viewer {{ id }} }}", "{member}": {value}}}'
      for member in ("variables", "operationName") for value in ("1", "true", "[]", "NaN", "Infinity", "-Infinity")),
    *('{"query": "x", "variables": "{}"}', '{"query": "x", "operationName": {}}', '{"query": "x", "variables": [{}]}'),
    *("[" * 100_000, '{"a":' * 100_000, f'{{"query": "x", "variables": {{"n": {"9" * 5_000}}}}}'),
    *(b"\xff\xfe", b'{"query": "\xff"}', b"\x00", HONEST.encode("utf-16")[:-1]),
]  # fmt: skip


@pytest.mark.parametrize("body", BODIES, ids=lambda body: repr(body)[:60])
def test_a_body_that_is_no_request_is_refused(nobody_special: Client, body: str | bytes) -> None:
    expect(nobody_special, "BAD_REQUEST", body)


FORMS = ("", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonx")
ORIGINS = (
    "https://evil.example",
    "null",
    "",
    "http://127.0.0.1",
    "http://[",
    "http://evil.example/127.0.0.1",
    "file://",
)
HOSTS = ("evil.example", "", "127.0.0.1.evil.example", "[::1", "a b", "127.0.0.1:x")
HEADERS: list[tuple[str, dict[str, str]]] = [
    *(("UNSUPPORTED_MEDIA_TYPE", {"content-type": media}) for media in (*FORMS, GRAPHQL_JSON, "application/graphql")),
    *(("FORBIDDEN", {"origin": origin}) for origin in ORIGINS),
    *(("FORBIDDEN", {"sec-fetch-site": site}) for site in ("cross-site", "same-site", "", "other")),
    *(("BAD_REQUEST", {"host": host}) for host in HOSTS),
]


@pytest.mark.parametrize(("code", "headers"), HEADERS, ids=str)
def test_a_sender_that_may_not_is_refused(nobody_special: Client, code: str, headers: dict[str, str]) -> None:
    expect(nobody_special, code, HONEST, headers=headers)


def test_this_site_and_clients_that_are_no_browser_are_answered(nobody_special: Client, server: str) -> None:
    for headers in (
        {"origin": server},
        {"origin": server, "sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
        {"host": "localhost"},
        {"host": "[::1]:8000"},
        {"content-type": "application/json; charset=utf-8"},
        {"content-type": "Application/JSON"},
    ):
        answer = nobody_special.post("/graphql", content=HONEST, headers={"content-type": JSON} | headers)
        assert (answer.status_code, answer.json()) == (200, {"data": {"viewer": {"__typename": "User"}}}), headers


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "QUERY"])
def test_other_methods_are_refused(nobody_special: Client, method: str) -> None:
    with watch() as wire:
        answer = nobody_special.request(method, "/graphql", params={"query": "{ viewer { id } }"})
    assert (answer.status_code, answer.headers["allow"], wire.sent) == (405, "POST", [])
    if method != "HEAD":
        check(answer, "METHOD_NOT_ALLOWED", 405)


ACCEPT = [
    ("*/*", JSON),
    ("application/*", JSON),
    (JSON, JSON),
    (f"{JSON}; charset=utf-8", JSON),
    (GRAPHQL_JSON, GRAPHQL_JSON),
    (f"{GRAPHQL_JSON}, {JSON};q=0.9", GRAPHQL_JSON),
    (f"{JSON};q=0.9, {GRAPHQL_JSON}", GRAPHQL_JSON),
    (f"{GRAPHQL_JSON};q=0, {JSON}", JSON),
    ("text/html, */*;q=0.1", JSON),
]


@pytest.mark.parametrize(("accept", "media"), ACCEPT)
def test_the_answer_is_in_the_media_type_that_was_asked_for(nobody_special: Client, accept: str, media: str) -> None:
    for query, code in (("{ viewer { id } }", None), ("{ nothing }", "BAD_DOCUMENT")):
        answer = nobody_special.post("/graphql", json={"query": query}, headers={"accept": accept})
        assert answer.headers["content-type"] == f"{media}; charset=utf-8"
        assert answer.status_code == (STATUSES[code][media == GRAPHQL_JSON] if code else 200)


@pytest.mark.parametrize("accept", ["text/html", f"{JSON};q=0", "image/*", "text/*, image/png", "x"])
def test_other_media_types_are_refused(nobody_special: Client, accept: str) -> None:
    with watch() as wire:
        answer = nobody_special.post("/graphql", json={"query": "{ viewer { id } }"}, headers={"accept": accept})
    check(answer, "NOT_ACCEPTABLE", 406)
    assert wire.sent == []


def test_no_answer_is_kept_by_a_cache_or_taken_for_another_type(nobody_special: Client) -> None:
    for query in ("{ viewer { id } }", "{ nothing }"):
        headers = nobody_special.ask(query).headers
        assert (headers["cache-control"], headers["x-content-type-options"]) == ("no-store", "nosniff")


def test_a_body_of_ten_megabytes_is_refused(nobody_special: Client) -> None:
    body = json.dumps({"query": "{ viewer { id } }", "variables": {"a": "x" * 10_000_000}})
    expect(nobody_special, "TOO_LARGE", body)


def test_a_body_of_unknown_length_is_refused_as_soon_as_it_is_too_long(nobody_special: Client) -> None:
    def endless() -> Iterator[bytes]:
        yield from (b"x" * 65_536 for _ in range(160))

    with watch() as wire:
        answer = nobody_special.post("/graphql", content=endless(), headers={"content-type": JSON})
    check(answer, "TOO_LARGE", 413)
    assert wire.sent == []
    small = iter([HONEST[:10].encode(), HONEST[10:].encode()])
    answer = nobody_special.post("/graphql", content=small, headers={"content-type": JSON})
    assert answer.json() == {"data": {"viewer": {"__typename": "User"}}}


@pytest.mark.parametrize("length", ["x", "-1", "1e3", "1, 2"])
def test_a_length_that_is_none_is_refused(server: str, nobody_special: Client, length: str) -> None:
    host, port = server.removeprefix("http://").split(":")
    with watch() as wire, socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(
            f"POST /graphql HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\n\r\n{HONEST}".encode()
        )
        answer = connection.recv(65_536)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert wire.sent == []
    assert nobody_special.data("{ viewer { __typename } }") == {"viewer": {"__typename": "User"}}


def test_other_addresses_are_not_graphql(api: Api) -> None:
    for path in ("/graphql/", "/graphql/x", "/"):
        assert api().post(path, json={"query": "{ __typename }"}).status_code in {403, 404}, path


def test_what_needs_nobody_is_answered_to_nobody(api: Api) -> None:
    assert api().data("{ __typename }") == {"__typename": "Query"}
    assert api().data("mutation { __typename }") == {"__typename": "Mutation"}
    cookies: list[dict[str, Any]] = [{}, {"steward_session": ""}, {"steward_session": "x" * 4_000}, {"other": "y"}]
    for given in cookies:
        client = api()
        client.cookies.update(given)
        assert client.ask("{ viewer { id } }").status_code == 401
        assert client.code("{ viewer { id } }") == "UNAUTHENTICATED"
