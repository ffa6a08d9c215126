"""Is the number of a card refused anywhere in a request, and taken in notes alone, where the account allows it? P13."""

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
from graphql import is_input_object_type

import worlds
from accounts.models import Account, Role, User
from activities.models import Note
from api import Api, Client
from graph.cards import is_free_text
from graph.document import identifier
from graph.schema import graphql_schema
from tests.billing.card_numbers import CARD
from wire import watch

REFUSED = "CARD_NUMBER_REFUSED"
SPACED = " ".join(CARD[n : n + 4] for n in range(0, 16, 4))
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
WRITE = "mutation($i: CreateNoteInput!) { createNote(input: $i) { note { id body } userErrors { code field } } }"
CONTACT = "mutation($i: CreateContactInput!) { createContact(input: $i) { userErrors { code } } }"
FIND = "query($f: ContactFilter) { contacts(filter: $f) { totalCount } }"
ALLOW = """mutation($a: Boolean) {
    updateAccount(input: {allowsCardNumbers: $a}) { account { allowsCardNumbers } userErrors { code field } }
}"""
BODY = "contacts(filter: {notes: {body: {eq: %s}}}) { totalCount }"
IN_NOTES = {"notes": {"body": {"contains": SPACED}}}


def post(client: Client, body: bytes | str | dict[str, Any], path: str = "/graphql") -> Any:
    content = body if isinstance(body, bytes | str) else json.dumps(body)
    return client.post(path, content=content, headers={"content-type": "application/json"})


def refused(answer: Any) -> str:
    """Return the message of a refusal that repeats nothing of the number."""
    body = answer.json()
    [error] = body["errors"]
    assert (answer.status_code, body, error["extensions"]) == (400, {"errors": [error]}, {"code": REFUSED})
    assert "42" not in answer.text
    return str(error["message"])


def anywhere(card: str) -> dict[str, Any]:
    """Return requests with the digits in each of the places that there are."""
    spaced = " ".join(card[n : n + 4] for n in range(0, 16, 4))
    return {
        "a literal": {"query": f'{{ contacts(filter: {{lastName: {{eq: "{spaced}"}}}}) {{ totalCount }} }}'},
        "a literal with GraphQL's escapes": {
            "query": rf'{{ node(id: "\u{{34}}\u0032{card[2:-1]}\u{{3{card[-1]}}}") {{ id }} }}'
        },
        "a literal with escapes of escapes": rf'{{"query": "{{ node(id: \"\u005cu0034{card[1:]}\") {{ id }} }}"}}',
        "a block": {"query": f'{{ node(id: """\n {spaced}\n""") {{ id }} }}'},
        "a number": {"query": f"{{ contacts(first: {card}) {{ totalCount }} }}"},
        "a comment": {"query": f"{{ viewer {{ id }} }} # {spaced}"},
        "a name": {"query": f"query Q{card} {{ viewer {{ id }} }}", "operationName": f"Q{card}"},
        "an alias": {"query": f"{{ a{card}: viewer {{ id }} }}"},
        "a field that there is not": {"query": f"{{ viewer {{ a{card} }} }}"},
        "a fragment that contains itself": {"query": f"{{ ...F{card} }} fragment F{card} on Query {{ ...F{card} }}"},
        "what is no document": {"query": f'{{ "{card}'},
        "a variable": {"query": FIND, "variables": {"f": {"lastName": {"contains": spaced}}}},
        "a variable in full width": {
            "query": FIND,
            "variables": {"f": {"lastName": {"contains": card.translate(FULL_WIDTH)}}},
        },
        "a variable with JSON's escapes": {
            "query": FIND,
            "variables": {"f": {"lastName": {"in": ["x", "\u200b".join(card)]}}},
        },
        "a variable with JSON's short escapes": {
            "query": FIND,
            "variables": {"f": {"lastName": {"eq": "\b".join(card)}}},
        },
        "a literal with GraphQL's short escapes": {
            "query": f'{{ node(id: "{card[0]}\\f{card[1:8]}\\b{card[8:]}") {{ id }} }}'
        },
        "a variable that is a number": {"query": FIND, "variables": {"f": {"lastName": {"eq": int(card)}}}},
        "a variable of another type": {"query": FIND, "variables": {"f": [spaced]}},
        "a variable that there is not": {"query": "{ viewer { id } }", "variables": {"a": {"b": [[card]]}}},
        "a default": {"query": f'query($n: String = "{card}") {{ {BODY % "$n"} }}'},
        "a key": {"query": FIND, "variables": {"f": {card: {"eq": "x"}}}},
        "the key of a variable": {"query": "{ viewer { id } }", "variables": {f"a{card}": 1}},
        "the name of an operation": {"query": "{ viewer { id } }", "operationName": spaced},
        "an extension": {"query": "{ viewer { id } }", "extensions": {"a": {"b": [spaced]}}},
        "what is no member of a request": {"query": "{ viewer { id } }", "card": int(card)},
        "the id of a document": {"documentId": card},
        "a contact": {"query": CONTACT, "variables": {"i": {"firstName": "Zoë", "jobTitle": spaced}}},
        "documents to infer scopes of": {
            "query": "query($d: [String!]!) { inferScopes(documents: $d) }",
            "variables": {"d": [card]},
        },
        "a long request": {"query": FIND, "variables": {"f": {"lastName": {"in": ["x" * 10] * 3_000 + [spaced]}}}},
        "many digits": {"query": FIND, "variables": {"f": {"lastName": {"in": ["1234567890, "] * 50 + [spaced]}}}},
    }


ANYWHERE, ALMOST = anywhere(CARD), anywhere("4242424242424241")


@pytest.mark.parametrize("name", ANYWHERE)
def test_it_is_refused_anywhere_and_nothing_is_asked_of_the_database(nobody_special: Client, name: str) -> None:
    body = ANYWHERE[name]
    for one in (body, body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)):
        with watch() as wire:
            refused(post(nobody_special, one))
        assert wire.sent == []
    assert REFUSED not in post(nobody_special, ALMOST[name]).text


def test_it_is_refused_in_the_address(nobody_special: Client) -> None:
    honest = {"query": "{ viewer { __typename } }"}
    for query in (f"card={CARD}", "a&4242+4242%204242%2d4242", f"c=%D9%A4{CARD[1:]}"):
        refused(post(nobody_special, honest, f"/graphql?{query}"))
    assert post(nobody_special, honest, "/graphql?card=4242").json() == {"data": {"viewer": {"__typename": "User"}}}


def test_who_is_nobody_is_refused_too(api: Api) -> None:
    [ada] = worlds.people("ada")
    contact, client = worlds.contact(ada), api(ada)
    Account.objects.filter(pk=ada.account_id).update(allows_card_numbers=True)
    note = {"query": WRITE, "variables": {"i": {"contactId": worlds.id_of(contact), "body": SPACED}}}
    assert refused(post(api(), note)).startswith("The request holds")
    worlds.end_sessions(ada)
    before = worlds.rows(ada)
    refused(post(client, note))
    assert worlds.changed(before, ada) == set()


def allow(account: Account, *, allowed: bool = True) -> None:
    Account.objects.filter(pk=account.pk).update(allows_card_numbers=allowed)


LITERAL = '{ createNote(input: {contactId: "%s", body: "%s"}) { note { body } userErrors { code } } }'
NOTES: dict[str, Callable[[str], dict[str, Any]]] = {
    "an input": lambda contact: {"query": WRITE, "variables": {"i": {"contactId": contact, "body": SPACED}}},
    "an input's member": lambda contact: {
        "query": "mutation($c: ID!, $b: String!)"
        " { createNote(input: {contactId: $c, body: $b}) { userErrors { code } } }",
        "variables": {"c": contact, "b": CARD.translate(FULL_WIDTH)},
    },
    "a literal": lambda contact: {"query": f"mutation {LITERAL % (contact, SPACED)}"},
    "a literal with escapes": lambda contact: {"query": "mutation " + LITERAL % (contact, rf"\u0034{CARD[1:]}")},
    "a block": lambda contact: {"query": "mutation " + LITERAL % (contact, f'""{SPACED}""')},
    "a filter": lambda _: {"query": FIND, "variables": {"f": {"or": [IN_NOTES, {"not": IN_NOTES}]}}},
    "a filter of companies": lambda _: {"query": FIND, "variables": {"f": {"company": IN_NOTES}}},
    "a filter's operand": lambda _: {
        "query": "query($b: [String!]) { contacts(filter: {notes: {body: {in: $b}}}) { totalCount } }",
        "variables": {"b": ["x", SPACED]},
    },
    "a fragment's filter": lambda _: {
        "query": "query($b: TextFilter) { companies { nodes { ...C } } }"
        " fragment C on Company { contacts(filter: {notes: {body: $b}}) { totalCount } }",
        "variables": {"b": {"eq": SPACED}},
    },
    "a long one": lambda contact: {
        "query": WRITE,
        "variables": {"i": {"contactId": contact, "body": f"{'word ' * 3_800}{SPACED}"}},
    },
}


@pytest.mark.parametrize("name", NOTES)
def test_it_is_taken_in_notes_where_the_account_allows_it_and_nowhere_else(api: Api, name: str) -> None:
    ada, cleo = worlds.people("ada")[0], worlds.people("cleo")[0]
    for person, allowed in ((ada, True), (cleo, False)):
        allow(person.account, allowed=allowed)
    for person in (ada, cleo):
        contact, client = worlds.contact(person), api(person)
        body, before = NOTES[name](worlds.id_of(contact)), worlds.rows(person)
        answer = post(client, body)
        if person is cleo:
            assert "allowsCardNumbers: true" in refused(answer)
            assert worlds.changed(before, person) == set()
        else:
            assert list(answer.json()) == ["data"], answer.text
            assert '"userErrors":[{' not in answer.text.replace(" ", "")


def test_the_note_is_kept_and_found_as_it_was_written(api: Api) -> None:
    [ada] = worlds.people("ada")
    allow(ada.account)
    client, contact = api(ada), worlds.contact(ada)
    note = client.data(WRITE, i={"contactId": worlds.id_of(contact), "body": SPACED})["createNote"]["note"]
    assert note["body"] == SPACED
    assert client.data(FIND, f=IN_NOTES) == {"contacts": {"totalCount": 1}}
    update = "mutation($i: UpdateNoteInput!) { updateNote(input: $i) { note { body } } }"
    changed = client.data(update, i={"id": note["id"], "body": f"{CARD}!"})
    assert changed == {"updateNote": {"note": {"body": f"{CARD}!"}}}
    allow(ada.account, allowed=False)
    assert client.code(update, i={"id": note["id"], "body": SPACED}) == REFUSED
    assert client.data("query($i: ID!) { node(id: $i) { ... on Note { body } } }", i=note["id"])["node"] == {
        "body": f"{CARD}!"
    }


BILL = "mutation($d: SetBillingDetailsInput!) { setBillingDetails(input: $d) { userErrors { code } } }"
PAY = "mutation($m: SetPaymentMethodInput!) { setPaymentMethod(input: $m) { userErrors { code } } }"
ALSO: dict[str, Any] = {
    "on a bill": {"query": BILL, "variables": {"d": {"name": SPACED}}},
    "in the address on a bill": {"query": BILL, "variables": {"d": {"address": {"street": SPACED}}}},
    "in a tax id": {"query": BILL, "variables": {"d": {"taxId": {"type": "eu_vat", "value": CARD}}}},
    "as a means of payment": {"query": PAY, "variables": {"m": {"paymentMethodId": CARD}}},
    "as a means of payment, said in the document": {
        "query": f'mutation {{ setPaymentMethod(input: {{paymentMethodId: "{SPACED}"}}) {{ userErrors {{ code }} }} }}'
    },
    "beside a note": {
        "query": "mutation($i: CreateNoteInput!, $c: CreateContactInput!)"
        " { createNote(input: $i) { note { id } } createContact(input: $c) { contact { id } } }",
        "variables": {"c": {"firstName": SPACED}},
    },
    "the same variable elsewhere": {
        "query": "query($b: String) { contacts(filter: {notes: {body: {eq: $b}}, lastName: {eq: $b}}) { totalCount } }",
        "variables": {"b": SPACED},
    },
    "in a comment": {"query": f"{WRITE} # {CARD}", "variables": {}},
    "in another literal": {
        "query": f'mutation {{ createNote(input: {{contactId: "{CARD}", body: "{CARD}"}}) {{ note {{ id }} }} }}'
    },
    "in another filter": {
        "query": FIND,
        "variables": {"f": {"notes": {"body": {"eq": SPACED}, "owner": {"name": {"eq": SPACED}}}}},
    },
    "in a member of the body that is none": {"query": WRITE, "variables": {"i": {"body": "x", "b0dy": SPACED}}},
    "in a variable that there is not": {"query": WRITE, "variables": {"body": SPACED}},
    "in the schema's own": {
        "query": f'query Q {{ inferScopes(documents: ["{CARD}"]) }} query R {{ {BODY % CARD} }}',
        "operationName": "Q",
    },
}


@pytest.mark.parametrize("name", ALSO)
def test_what_an_account_allows_in_notes_is_refused_in_all_else(api: Api, name: str) -> None:
    ada = worlds.user(worlds.account(), "ada", role=Role.ADMIN)
    allow(ada.account)
    client, contact, body = api(ada), worlds.contact(ada), ALSO[name]
    note = {"contactId": worlds.id_of(contact), "body": SPACED}
    variables = body.get("variables", {})
    body = body | {
        "variables": {**variables, **({"i": note | variables.get("i", {})} if "$i" in body["query"] else {})}
    }
    before = worlds.rows(ada)
    refused(post(client, body))
    assert worlds.changed(before, ada) == set()
    assert client.data(WRITE, i=note)["createNote"]["userErrors"] == []


def test_free_texts_are_the_bodies_of_notes() -> None:
    free = {
        f"{name}.{field}"
        for name, of in graphql_schema.type_map.items()
        if is_input_object_type(of)
        for field, definition in of.fields.items()
        if is_free_text(definition)
    }
    assert free == {"CreateNoteInput.body", "UpdateNoteInput.body", "NoteFilter.body"}


def test_an_administrator_allows_it_and_takes_it_back(api: Api) -> None:
    account = worlds.account()
    ada, ben = worlds.user(account, "ada", role=Role.ADMIN), worlds.user(account, "ben")
    clients = {person: api(person) for person in (ada, ben)}
    contact = worlds.id_of(worlds.contact(ben))
    assert clients[ben].refusals(ALLOW, a=True) == [("FORBIDDEN", None)]
    for said, allows in ((True, True), (False, False), (True, True), (None, False)):
        answer = clients[ada].data(ALLOW, a=said)["updateAccount"]
        assert answer == {"account": {"allowsCardNumbers": allows}, "userErrors": []}
        assert clients[ben].data("{ viewer { account { allowsCardNumbers } } }")["viewer"]["account"] == {
            "allowsCardNumbers": allows
        }
        body = clients[ben].ask(WRITE, i={"contactId": contact, "body": SPACED}).json()
        assert ("data" in body) is allows


@pytest.mark.parametrize("make", [worlds.token, worlds.access_token], ids=["personal token", "access token"])
def test_a_token_is_its_accounts(api: Api, make: Callable[[User], str]) -> None:
    [ada] = worlds.people("ada")
    client = api(token=make(ada))
    note = {"contactId": worlds.id_of(worlds.contact(ada)), "body": SPACED}
    assert client.code(WRITE, i=note) == REFUSED
    allow(ada.account)
    assert client.data(WRITE, i=note)["createNote"]["note"]["body"] == SPACED


def test_a_token_of_some_addresses_is_asked_where_it_is(api: Api) -> None:
    [ada] = worlds.people("ada")
    allow(ada.account)
    here, elsewhere = (api(token=worlds.token(ada, addresses=[of])) for of in ("127.0.0.0/8", "192.0.2.0/24"))
    note = {"contactId": worlds.id_of(worlds.contact(ada)), "body": SPACED}
    assert here.data(WRITE, i=note)["createNote"]["note"]["body"] == SPACED
    assert elsewhere.code(WRITE, i=note) == "FORBIDDEN"
    with worlds.within(ada):
        assert Note.objects.count() == 1


def test_only_a_request_that_holds_one_costs_another_statement(api: Api) -> None:
    [ada] = worlds.people("ada")
    allow(ada.account)
    client = api(ada)
    for filter_, statements in ((IN_NOTES, 2), ({"notes": {"body": {"eq": "4242 4242 4242 4241"}}}, 1)):
        client.data(FIND, f=filter_)
        with watch() as wire:
            assert client.data(FIND, f=filter_) == {"contacts": {"totalCount": 0}}
        assert wire.statements == statements


@pytest.mark.parametrize("name", ANYWHERE)
def test_the_log_tells_where_and_nothing_of_the_number(
    nobody_special: Client, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    body = ANYWHERE[name]
    for logger in ("steward", "steward.graph", "steward.cards", "psycopg", "django", "asyncio", "uvicorn"):
        caplog.set_level(logging.DEBUG, logger=logger)
    refused(post(nobody_special, body))
    written = [record.getMessage() for record in caplog.records]
    [told] = [line for line in written if line.startswith("card number refused")]
    assert told.startswith("card number refused at /graphql operation=-, refusals=")
    assert "4242" not in "".join(written) + caplog.text
    # Nor is there a digest of it, which could be tried out.
    assert isinstance(body, str) or identifier(body.get("query", "")) not in "".join(written)


def test_the_operation_is_told_by_its_name(nobody_special: Client, caplog: pytest.LogCaptureFixture) -> None:
    body = {
        "query": f"query Named {FIND[5:]}",
        "operationName": "Named",
        "variables": {"f": {"lastName": {"eq": CARD}}},
    }
    refused(post(nobody_special, body))
    assert next(record.getMessage() for record in caplog.records if record.name == "steward.cards").startswith(
        "card number refused at /graphql operation=Named, refusals="
    )
