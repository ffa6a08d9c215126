"""Which bodies are GraphQL requests? JSON in UTF-8, one object, each of its members of the kind that it has to be."""

import json

import pytest

from api import Client
from tests.graph.refused import JSON, expect

HONEST = '{"query": "{ viewer { __typename } }"}'
NAMED = "query A { viewer { __typename } }"
OTHERS = ['"x"', "0", "1.5", "true", "false", "[]", "[{}]"]
BODIES = [
    *(f'{{"query": {json.dumps(NAMED)}, "{member}": {value}}}' for member in ("variables", "extensions")
      for value in OTHERS),
    *(f'{{"query": {json.dumps(NAMED)}, "operationName": {value}}}' for value in (*OTHERS[1:], "{}")),
    *(f'{{"documentId": {value}}}' for value in (*OTHERS[1:], "{}", '""', "null")),
    # Two readers of a repeated name may read two things: a proxy one, and we the other.
    '{"query": "{ __typename }", "query": "{ viewer { __typename } }"}',
    f'{{"query": {json.dumps(NAMED)}, "variables": {{"a": 1, "a": 2}}}}',
    f'{{"query": {json.dumps(NAMED)}, "variables": {{"a": {{"b": [{{"c": 1, "\\u0063": 1}}]}}}}}}',
    # The JSON of others: JavaScript's, Python's, JSON5's.
    HONEST.replace('"}', '",}'), f"{HONEST} // x", f"{HONEST}\n{HONEST}", "{query: 1}", '{"query": "\n"}',
    "\x1e" + HONEST,
    # What is not UTF-8, though Python would guess what it is.
    HONEST.encode("utf-16"), HONEST.encode("utf-16-le"), HONEST.encode("utf-32-be"), HONEST.encode("utf-8-sig"),
    '{"query": "{ a(b: \\"ü\\") }"}'.encode("latin-1"), b'{"query": "\xed\xa0\x80"}', b'{"query": "\xc0\xaf"}',
    HONEST.encode()[:-1] + b"\xf0\x9f",
]  # fmt: skip


@pytest.mark.parametrize("body", BODIES, ids=lambda body: repr(body)[:80])
def test_a_body_that_is_no_request_is_refused(nobody_special: Client, body: str | bytes) -> None:
    expect(nobody_special, "BAD_REQUEST", body)


TAKEN = [
    {"variables": None, "operationName": None, "extensions": None, "documentId": None},
    {"variables": {}, "operationName": "", "extensions": {}, "documentId": ""},
    {"variables": {"unused": [1, {"a": None}]}, "operationName": "A", "extensions": {"a": {"b": 1}}},
    {"more": 1, "Query": "{", "id": []},
]


@pytest.mark.parametrize("members", TAKEN, ids=str)
def test_members_that_are_null_empty_or_unknown_do_no_harm(nobody_special: Client, members: dict[str, object]) -> None:
    body = json.dumps({"query": NAMED} | members)
    answer = nobody_special.post("/graphql", content=body, headers={"content-type": JSON})
    assert (answer.status_code, answer.json()) == (200, {"data": {"viewer": {"__typename": "User"}}})


def test_a_body_may_have_any_characters_escaped_or_not(nobody_special: Client) -> None:
    query = '{ __type(name: "Run🏃 ü 中") { name } }'
    for body in (
        json.dumps({"query": query}),
        json.dumps({"query": query}, ensure_ascii=False),
        '{"query": "\\ufeff{__typename}"}',
    ):
        answer = nobody_special.post("/graphql", content=body.encode(), headers={"content-type": JSON})
        assert "errors" not in answer.json(), answer.text
