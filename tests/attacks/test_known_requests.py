"""Did others' servers run, tell or log what they should not? Their bugs, each as a test; the docstring says whose."""

import json
import logging
import socket
from typing import Any, NoReturn

import pytest

import worlds
from api import Api, Client
from graph.schema import graphql_schema
from tests.attacks.bombs import ID, repeated
from wire import watch
from worlds import id_of

FILTER = "query($f: ContactFilter) { contacts(filter: $f) { totalCount } }"
ORDER = "query($o: [ContactOrder!]) { contacts(orderBy: $o) { totalCount } }"
CANARY = "</script><img src=x onerror=alert(1)>\r\nINFO forged {{7*7}} ${jndi:ldap://x} '; DROP TABLE x; --"

LOOKUPS: list[dict[str, Any]] = [
    {"_connector": "OR 1=1 OR"},
    {"_negated": True},
    {"lastName__contains": "x"},
    {"lastName": {"contains__regex": "x"}},
    {"pk": 1},
    {"owner": {"password": {"startsWith": "x"}}},
    {"owner": {"sessions": {}}},
    {"company": {"account_id": {"eq": 1}}},
    {"extra": {"where": ["1=1"]}},
    {"__class__": {}},
]


@pytest.mark.parametrize("lookup", LOOKUPS, ids=str)
def test_a_filter_is_no_lookup_of_the_orm(nobody_special: Client, lookup: dict[str, Any]) -> None:
    """Django CVE-2025-64459: a client's dict was expanded into filter(), `_connector` and all."""
    with watch() as wire:
        assert nobody_special.code(FILTER, f=lookup) == "BAD_VARIABLES"
    assert wire.sent == []
    assert nobody_special.data(FILTER, f={"lastName": {"contains": "x"}}) == {"contacts": {"totalCount": 0}}


@pytest.mark.parametrize("field", ["name", "-NAME", "owner__password", "NAME; SELECT 1", "random()", "?", "1", ""])
def test_an_order_is_no_expression(nobody_special: Client, field: str) -> None:
    """Django CVE-2026-1312: order_by() of what a client wrote."""
    with watch() as wire:
        assert nobody_special.code(ORDER, o=[{"field": field}]) == "BAD_VARIABLES"
    assert wire.sent == []
    assert nobody_special.data(ORDER, o=[{"field": "NAME"}]) == {"contacts": {"totalCount": 0}}


@pytest.mark.parametrize("operator", ["eq", "startsWith", "contains", "gt", "lte"])
def test_a_text_is_no_sql_and_no_pattern(api: Api, operator: str) -> None:
    """OWASP API8: what is looked for is a value: quotes, wildcards and escapes stand for themselves."""
    [ada] = worlds.people("ada")
    texts = ["' OR '1'='1", "%", "_", "\\", "$1", "100%_\\", CANARY.replace("\r\n", " ")]
    for text in texts:
        worlds.contact(ada, last_name=text, first_name="x")
    query = f"query($t: String!) {{ contacts(filter: {{lastName: {{{operator}: $t}}}}) {{ nodes {{ lastName }} }} }}"
    compare = {
        "eq": str.__eq__,
        "startsWith": str.startswith,
        "contains": str.__contains__,
        "gt": str.__gt__,
        "lte": str.__le__,
    }[operator]
    for text in texts:
        found = {node["lastName"] for node in api(ada).data(query, t=text)["contacts"]["nodes"]}
        assert found == {other for other in texts if compare(other, text)}, text


def test_an_id_that_is_none_is_not_the_servers_error(nobody_special: Client) -> None:
    """schemathesis on a naive server: "Field 'id' expected a number but got ''", with status 500."""
    for key in ("", "x", "1", "con_", "con_zz", "con_" + "0" * 31, "con_" + "0" * 33, "CON_" + "0" * 32, "\0", "con_é"):
        assert nobody_special.code("query($id: ID!) { node(id: $id) { id } }", id=key) == "BAD_ID", key
    assert nobody_special.data("query($id: ID!) { node(id: $id) { id } }", id=ID) == {"node": None}


def test_nothing_goes_on_over_a_web_socket(server: str, nobody_special: Client) -> None:
    """strawberry CVE-2026-35523, CVE-2026-35526: subscriptions without a session, and without a bound."""
    host, _, port = server.removeprefix("http://").partition(":")
    upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: eA==\r\n"
    protocol = "Sec-WebSocket-Protocol: graphql-transport-ws\r\n"
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(f"GET /graphql HTTP/1.1\r\nHost: {host}\r\n{upgrade}{protocol}\r\n".encode())
        status = int(connection.recv(65_536).split()[1])
    assert 400 <= status < 500
    assert graphql_schema.subscription_type is None
    assert nobody_special.code("subscription { viewer { id } }") in {"BAD_OPERATION", "BAD_DOCUMENT"}


def break_off(*_: Any, **__: Any) -> NoReturn:
    raise RuntimeError("secret stack detail")


def test_the_text_of_an_exception_is_told_to_nobody(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """strawberry's default, CVE-2026-107727 and graphene's: "secret stack detail" in the answer."""
    [ada] = worlds.people("ada")
    mutation = 'mutation { createTag(input: {name: "x"}) { userErrors { code } } }'
    before = worlds.rows(ada)
    with monkeypatch.context() as patched:
        patched.setattr("contacts.tagging.create_tag", break_off)
        answer = api(ada).ask(mutation)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (500, "INTERNAL")
    assert "secret" not in answer.text
    assert worlds.changed(before, ada) == set()
    assert api(ada).data(mutation) == {"createTag": {"userErrors": []}}


def test_what_is_wrong_with_a_document_is_told(nobody_special: Client) -> None:
    """strawberry's MaskErrors made "Unexpected error." of what the client could have mended."""
    answer = nobody_special.ask("{ viewer {\n nothing } }").json()
    [error] = answer["errors"]
    assert "nothing" in error["message"] and "User" in error["message"]
    assert error["locations"] == [{"line": 2, "column": 2}]
    assert error["extensions"]["code"] == "BAD_DOCUMENT"


def test_many_guesses_in_one_request_are_no_more_than_one_each(api: Api) -> None:
    """Brute force by aliases (OWASP, CrackQL): guesses past a limit of requests. They are bounded, and find nothing."""
    ada, ben = worlds.people("ada", "ben")
    hidden, own, client = id_of(worlds.contact(ben)), id_of(worlds.contact(ada)), api(ada)
    guesses = [*(hidden[:-2] + f"{number:02x}" for number in range(19)), own]
    lookups = " ".join(f'a{number}: node(id: "{key}") {{ id }}' for number, key in enumerate(guesses))
    data = client.data(f"{{ {lookups} }}")
    assert [node for node in data.values() if node] == [{"id": own}]
    with watch() as wire:
        assert client.code(f"{{ {repeated(f'a#: node(id: {json.dumps(own)}) {{ id }}', 200)} }}") == "COST_EXCEEDED"
        assert client.code("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=[own] * 101) == "BAD_PAGE"
    assert wire.sent == []


def test_the_price_does_not_tell_that_there_is_something(api: Api) -> None:
    """Side channels (OWASP): what a request is said to cost is counted before anything is looked up."""
    ada, ben = worlds.people("ada", "ben")
    keys = [id_of(worlds.contact(ben)), id_of(worlds.contact(ada)), ID]
    query = "query($id: ID!) { contact(id: $id) { company { contacts { nodes { tags { id } } } } } }"
    told, client = [], api(ada)
    for key in keys:
        body = {"query": query, "variables": {"id": key}}
        told.append(client.post("/graphql", json=body, headers={"graphql-cost": "1"}).json()["extensions"]["cost"])
    assert len({cost["requested"] for cost in told}) == 1
    assert told[0]["requested"] > 1


def test_what_somebody_wrote_is_data_everywhere(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    """DVGA: stored markup, forged lines of the log. It comes back as it was, in JSON, and is in no log."""
    [ada] = worlds.people("ada")
    create = (
        "mutation($t: String!) { createContact(input: {lastName: $t}) { contact { lastName } userErrors { code } } }"
    )
    with caplog.at_level(logging.DEBUG):
        answer = api(ada).ask(create, t=CANARY)
        found = api(ada).ask(
            "query($t: String!) { contacts(filter: {lastName: {contains: $t}}) { totalCount } }", t="onerror"
        )
        refused = api(ada).ask("query($t: Int!) { contacts(first: $t) { totalCount } }", t=CANARY)
    assert answer.json()["data"]["createContact"]["contact"]["lastName"].split() == CANARY.split()
    assert found.json() == {"data": {"contacts": {"totalCount": 1}}}
    assert refused.json().keys() == {"errors"}
    for each in (answer, found, refused):
        assert each.headers["content-type"].startswith("application/json")
        assert each.headers["x-content-type-options"] == "nosniff"
    assert "onerror" not in caplog.text and "forged" not in caplog.text


SCHEMA = "{ __schema { types { name fields { name args { name } } inputFields { name } enumValues { name } } } }"


def test_introspection_is_whole_and_says_nothing_of_data(api: Api) -> None:
    """twenty #25875: mutations nobody could discover; hasura #6898: empty types. It is the same for everybody."""
    ada, ben = worlds.people("ada", "ben")
    secret = f"secret{ben.username}"
    worlds.contact(ben, last_name=secret)
    worlds.tag(ada, secret)
    answers = {client.ask(SCHEMA).content for client in (api(), api(ada), api(ben), api(worlds.people("fay")[0]))}
    assert len(answers) == 1
    told = answers.pop().decode()
    assert secret not in told and ben.username not in told
    types = {of["name"]: of for of in json.loads(told)["data"]["__schema"]["types"]}
    mutation: Any = graphql_schema.mutation_type
    assert {field["name"] for field in types["Mutation"]["fields"]} == set(mutation.fields)
    assert [name for name, of in types.items() if of["fields"] == [] or of["inputFields"] == []] == []


def test_a_query_that_goes_round_is_refused_for_what_it_would_be(nobody_special: Client) -> None:
    """`{accounts{contacts{account{contacts{id}}}}}` kept both frameworks busy for 90 s: a bound on depth is none."""
    page = "contacts(first: $n) { nodes { company { %s name } } }"
    query = f"query($n: Int) {{ {page % page % page % 'id'} }}"
    with watch() as wire:
        assert nobody_special.code(query, n=100) == "COST_EXCEEDED"
    assert wire.sent == []
    assert nobody_special.data(query, n=10) == {"contacts": {"nodes": []}}
