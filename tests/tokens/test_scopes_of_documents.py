"""Is what a document needs enough, and nothing less? Of every document of tests/graph/cases."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

import worlds
from api import Api, Client
from tests.graph.harbour import Harbour, harbour
from tests.graph.test_cases import NAMES, document_of, variables_of
from tokens.scopes import SCOPES, held

INFER = "query($d: [String!]!, $v: [JSON!]) { inferScopes(documents: $d, variables: $v) }"
World = tuple[Harbour, Callable[..., Client]]
# Documents that no token can run, whatever its scopes.
OF_PEOPLE = (
    *("applications", "invitations", "sessions", "transfers", "who_is_no_administrator"),
    *("ben_subscription", "subscription_of_no_concern", "ben_audit_log", "audit_log_of_no_concern", "mail"),
)
OF_TOKENS = [name for name in NAMES if name not in OF_PEOPLE]


@pytest.fixture
def world(server: str) -> Iterator[World]:
    """A world that has not changed, and clients with tokens of Ada's."""
    made = harbour()
    with ExitStack() as clients:
        yield made, lambda **given: clients.enter_context(Client(server, **given))


@pytest.mark.parametrize("name", OF_TOKENS)
def test_what_is_inferred_runs_the_document_and_nothing_less_does(world: World, name: str) -> None:
    made, client = world
    variables = variables_of(name, made, client(user=made.ada))
    scopes = client().data(INFER, d=[document_of(name)], v=[variables])["inferScopes"]
    make = (worlds.token, worlds.access_token)[len(scopes) % 2]
    other = next(scope for scope in SCOPES if not held([scope]) & held(scopes))  # a token has some scope
    for missing in scopes:
        less = make(made.ada, other, *(scope for scope in scopes if scope != missing))
        before = worlds.rows(made.ada, made.ben)
        answer = client(token=less).ask(document_of(name), **variables)
        [error] = answer.json()["errors"]
        assert (answer.status_code, error["extensions"]["code"]) == (403, "FORBIDDEN")
        assert missing in error["extensions"]["missingScopes"]
        assert held([missing]).issuperset(error["extensions"]["missingScopes"])
        assert worlds.rows(made.ada, made.ben) == before
    enough = client(token=make(made.ada, other, *scopes))
    assert "errors" not in enough.ask(document_of(name), **variables).json()


@pytest.mark.parametrize("name", [name for name in OF_TOKENS if not document_of(name).startswith("mutation")])
@pytest.mark.parametrize("make", [worlds.token, worlds.access_token], ids=["personal token", "access token"])
def test_with_all_scopes_a_token_reads_what_its_user_does(world: World, make: Callable[..., str], name: str) -> None:
    made, client = world
    variables = variables_of(name, made, client(user=made.ada))
    expected = client(user=made.ada).ask(document_of(name), **variables)
    assert client(token=make(made.ada)).ask(document_of(name), **variables).content == expected.content


@pytest.mark.parametrize("name", OF_PEOPLE)
@pytest.mark.parametrize("make", [worlds.token, worlds.access_token], ids=["personal token", "access token"])
def test_what_is_for_people_no_token_runs(world: World, make: Callable[..., str], name: str) -> None:
    made, client = world
    variables = variables_of(name, made, client(user=made.ada))
    assert "errors" not in client(user=made.ada).ask(document_of(name), **variables).json()
    token = make(made.ada)
    before = worlds.rows(made.ada, made.ben)
    answer = client(token=token).ask(document_of(name), **variables)
    [error] = answer.json()["errors"]
    assert (answer.status_code, error["extensions"]["code"]) == (403, "FORBIDDEN")
    assert worlds.rows(made.ada, made.ben) == before


INFERRED: dict[str, list[str]] = {
    "{ viewer { id } }": ["users:read"],
    "{ viewer { email } }": ["profile:read"],
    "{ __typename rateLimit { remaining } }": [],
    "{ viewer { token { name scopes } } }": [],
    "{ viewer { token { restrictions { tag { name } } } } }": ["tags:read"],
    "{ contacts { totalCount } }": ["contacts:read"],
    "{ contacts { nodes { company { name } owner { username } } } }": ["companies:read", "contacts:read", "users:read"],
    '{ contacts(filter: {company: {name: {eq: "A"}}}) { totalCount } }': ["companies:read", "contacts:read"],
    '{ contacts(filter: {or: [{not: {tags: {name: {eq: "A"}}}}]}) { totalCount } }': ["contacts:read", "tags:read"],
    '{ teams(filter: {members: {username: {eq: "A"}}}) { totalCount } }': ["teams:read", "users:read"],
    "{ contacts { nodes { sharedWith { level } } } }": ["contacts:read", "sharing:read"],
    "{ contacts { nodes { access { edit reasons } emails { address } } } }": ["contacts:read"],
    '{ node(id: "con_1") { id } }': [],
    '{ node(id: "con_1") { __typename id ... on Contact { firstName } } }': ["contacts:read"],
    '{ node(id: "con_1") { ... on Record { version } } }': [
        "companies:read",
        "contacts:read",
        "notes:read",
        "tags:read",
    ],
    'mutation { createTag(input: {name: "A"}) { userErrors { code } } }': ["tags:write"],
    'mutation { createTag(input: {name: "A"}) { tag { owner { id } } } }': ["tags:write", "users:read"],
    'mutation { shareRecord(input: {recordId: "con_1", userId: "usr_1", level: VIEW}) { record { id } } }': [
        "sharing:write"
    ],
    "query($yes: Boolean!) { contacts { totalCount } tags @include(if: $yes) { totalCount } }": [
        "contacts:read",
        "tags:read",
    ],
    "query($f: ContactFilter) { contacts(filter: $f) { totalCount } }": ["contacts:read"],
    "query A { tags { totalCount } } query B { teams { totalCount } }": ["tags:read", "teams:read"],
    "mutation($i: CreateNoteInput!) { createNote(input: $i) { note { body contact { name } } } }": [
        "contacts:read",
        "notes:write",
    ],
}


@pytest.mark.parametrize(("document", "expected"), INFERRED.items())
def test_scopes_are_told_from_the_document(api: Api, document: str, expected: list[str]) -> None:
    assert api().data(INFER, d=[document]) == {"inferScopes": expected}


def test_several_documents_need_what_each_of_them_needs(api: Api) -> None:
    documents = [
        "{ tags { totalCount } }",
        'mutation { createTag(input: {name: "A"}) { tag { id } } }',
        "{ teams { totalCount } }",
    ]
    assert api().data(INFER, d=documents) == {"inferScopes": ["tags:write", "teams:read"]}
    assert api().data(INFER, d=[]) == {"inferScopes": []}


def test_what_variables_say_is_counted(api: Api) -> None:
    document = """query($f: ContactFilter, $no: Boolean!) {
      contacts(filter: $f) { totalCount }
      tags @skip(if: $no) { totalCount }
    }"""
    given = {"f": {"company": {"name": {"eq": "Acme"}}}, "no": True}
    assert api().data(INFER, d=[document], v=[given]) == {"inferScopes": ["companies:read", "contacts:read"]}


@pytest.mark.parametrize(
    ("documents", "variables", "code"),
    [
        (["{ nothing }"], [], "BAD_DOCUMENT"),
        (["{"], [], "BAD_DOCUMENT"),
        (["{ viewer { personalTokens { id } } }"], [], "FORBIDDEN"),
        (["query($n: Int) { contacts(first: $n) { totalCount } }"], [{"n": "x"}], "BAD_VARIABLES"),
        (["{ viewer { id } }"], [[]], "BAD_VARIABLES"),
        (["{ viewer { id } }"] * 51, [], "COST_EXCEEDED"),
        (["{ inferScopes(documents: []) contacts { totalCount } }"], [], "BAD_OPERATION"),
    ],
)
def test_what_is_no_document_of_ours_is_refused(
    api: Api, documents: list[str], variables: list[Any], code: str
) -> None:
    assert api().code(INFER, d=documents, v=variables) == code


def test_it_is_asked_for_alone(api: Api) -> None:
    [ada] = worlds.people("ada")
    assert api(ada).code("{ inferScopes(documents: []) viewer { id } }") == "BAD_OPERATION"
    assert api(ada).data("{ __typename inferScopes(documents: []) }") == {"__typename": "Query", "inferScopes": []}
