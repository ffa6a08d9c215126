"""In which media type is a request answered, and in which is it taken? (GraphQL over HTTP; RFC 9110, 12.5.1)"""

import pytest

from api import Client
from tests.graph.refused import GRAPHQL_JSON, JSON, check, expect
from wire import watch

HONEST = '{"query": "{ viewer { __typename } }"}'
ACCEPT = [
    # Weights decide, wherever they stand and whatever they are of.
    (f"{GRAPHQL_JSON};q=0.5, {JSON}", JSON),
    (f"{JSON};q=0.5, {GRAPHQL_JSON};q=0.6", GRAPHQL_JSON),
    (f"{GRAPHQL_JSON};q=0.001, {JSON};q=0", GRAPHQL_JSON),
    (f"{JSON};q=0.2, */*", GRAPHQL_JSON),
    (f"{GRAPHQL_JSON};q=0.2, application/*;q=0.3", JSON),
    # The most precise range that matches is the one that speaks of a media type.
    (f"*/*, {JSON};q=0", GRAPHQL_JSON),
    (f"application/*;q=0, {JSON}", JSON),
    ("*/*;q=0, application/*", JSON),
    # Of equal weights, what is named goes before what is matched; then the specification's own.
    (f"{JSON}, text/plain, */*", JSON),
    (f"{GRAPHQL_JSON}, */*", GRAPHQL_JSON),
    (f"{JSON}, {GRAPHQL_JSON}", GRAPHQL_JSON),
    ("application/*;q=0.1, */*;q=0.1", JSON),
    # As clients send it: without spaces, in capitals, in parts that are of no use.
    (f"{GRAPHQL_JSON},{JSON};q=0.9", GRAPHQL_JSON),
    (f"{GRAPHQL_JSON}; charset=utf-8, {JSON}; charset=utf-8", GRAPHQL_JSON),
    (f'{GRAPHQL_JSON}; charset="UTF-8"', GRAPHQL_JSON),
    (f"{GRAPHQL_JSON}; charset=utf-16, {JSON}", JSON),
    (GRAPHQL_JSON.upper(), GRAPHQL_JSON),
    (f"{JSON};q=nan", JSON),
    (f"{JSON};q=x", JSON),
    (f"{JSON};q=2", JSON),
    (f",, ;;, {JSON}", JSON),
    (f"{JSON};charset*=utf-9''x", JSON),
    ("", JSON),
    ("text/html;" * 100 + f", {GRAPHQL_JSON}", GRAPHQL_JSON),
]


@pytest.mark.parametrize(("accept", "media"), ACCEPT, ids=lambda value: value[:60])
def test_the_answer_is_in_the_media_type_that_is_wanted_most(nobody_special: Client, accept: str, media: str) -> None:
    answer = nobody_special.post("/graphql", content=HONEST, headers={"accept": accept, "content-type": JSON})
    assert (answer.status_code, answer.headers["content-type"]) == (200, f"{media}; charset=utf-8")
    assert answer.json() == {"data": {"viewer": {"__typename": "User"}}}


def test_who_says_nothing_is_answered_in_plain_json(nobody_special: Client) -> None:
    request = nobody_special.build_request("POST", "/graphql", content=HONEST, headers={"content-type": JSON})
    del request.headers["accept"]
    assert nobody_special.send(request).headers["content-type"] == f"{JSON}; charset=utf-8"


NOT_OURS = [
    f"{JSON}; charset=utf-16",
    f"{GRAPHQL_JSON}; charset=iso-8859-1",
    "*/*;q=0",
    f"{JSON};q=0, {GRAPHQL_JSON};q=0.0",
    "application",
    "*",
    "application/json+graphql-response",
    f"{JSON}x",
    '"',
    ";;;===,,,",
]


@pytest.mark.parametrize("accept", NOT_OURS)
def test_a_client_that_takes_neither_is_told_so_without_sql(nobody_special: Client, accept: str) -> None:
    headers = {"content-type": JSON}
    with watch() as wire:
        answer = nobody_special.post("/graphql", content=HONEST, headers=headers | {"accept": accept})
    check(answer, "NOT_ACCEPTABLE", 406)
    assert wire.sent == []
    assert nobody_special.post("/graphql", content=HONEST, headers=headers).status_code == 200


SENT = [
    "application/json;charset=UTF-8",
    'application/json; charset="utf-8"',
    "application/json ;charset=utf8",
    "application/json; charset=utf-8; v=1",
    "application/json;",
]


@pytest.mark.parametrize("content_type", SENT)
def test_json_in_utf_8_is_taken(nobody_special: Client, content_type: str) -> None:
    answer = nobody_special.post("/graphql", content=HONEST, headers={"content-type": content_type})
    assert answer.json() == {"data": {"viewer": {"__typename": "User"}}}


REFUSED = [
    {"content-type": "application/json; charset=utf-16"},
    {"content-type": "application/json; charset=iso-8859-1"},
    {"content-type": 'application/json; charset=""'},
    {"content-type": "application/json-patch+json"},
    {"content-type": "text/json"},
    {"content-type": f"text/plain, {JSON}"},
    {"content-encoding": "gzip"},
    {"content-encoding": "br, gzip"},
]


@pytest.mark.parametrize("headers", REFUSED, ids=str)
def test_other_media_types_charsets_and_codings_are_refused(nobody_special: Client, headers: dict[str, str]) -> None:
    expect(nobody_special, "UNSUPPORTED_MEDIA_TYPE", HONEST, headers=headers)


def test_a_post_without_a_content_type_is_refused(nobody_special: Client) -> None:
    answer = nobody_special.post("/graphql", content=HONEST)
    check(answer, "UNSUPPORTED_MEDIA_TYPE", 415)
