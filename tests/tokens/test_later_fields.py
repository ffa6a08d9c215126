"""Is what is added to the API closed to the tokens that there are, until its scope is granted anew?"""

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import GraphQLObjectType

import worlds
from api import Api
from config.asgi import graphql
from graph import scopes, sql
from graph.schema import graphql_schema
from graph.scopes import CLOSED, OPENED, need_of
from reading import here
from tokens.models import PersonalToken
from tokens.oauth_models import AccessToken
from tokens.scopes import GENERATION, SCOPES

QUERY = "{ tags { nodes { name } } }"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, int]]:
    """What is open since when, to be changed; statements are written anew, here."""
    changed = dict(OPENED)
    monkeypatch.setattr(scopes, "OPENED", changed)
    monkeypatch.setattr(scopes, "GENERATION", GENERATION + 1)
    monkeypatch.setattr(graphql, "_lane", here())
    for kept in (sql.query, sql.write, sql.record_statement):
        kept.clear()
    yield changed
    for kept in (sql.query, sql.write, sql.record_statement):
        kept.clear()


MAKE = [worlds.token, worlds.access_token]
KINDS = ["personal token", "access token"]


@pytest.mark.parametrize("make", MAKE, ids=KINDS)
def test_a_field_that_nobody_opened_is_closed(api: Api, opened: dict[str, int], make: Any) -> None:
    [ada] = worlds.people("ada")
    client = api(token=make(ada))
    del opened["Tag.name"]
    answer = client.ask(QUERY)
    assert answer.json()["errors"][0]["extensions"] == {"code": "FORBIDDEN", "missingScopes": ["session"]}
    assert api(ada).ask(QUERY).status_code == 200


@pytest.mark.parametrize("make", MAKE, ids=KINDS)
@pytest.mark.parametrize(
    ("field", "document"),
    [
        ("Tag.name", QUERY),
        ("Query.tags", "{ tags { totalCount } }"),
        ("Contact.company", '{ contacts(filter: {company: {name: {eq: "A"}}}) { totalCount } }'),
        ("Mutation.createTag", 'mutation { createTag(input: {name: "A"}) { userErrors { code } } }'),
        ("UserError.code", 'mutation { createTag(input: {name: "A"}) { userErrors { code } } }'),
        ("Note.updatedBy", f'{{ node(id: "note_{"0" * 32}") {{ ... on Note {{ updatedBy {{ id }} }} }} }}'),
    ],
)
def test_a_field_that_was_opened_later_widens_no_token(
    api: Api, opened: dict[str, int], make: Any, field: str, document: str
) -> None:
    [ada] = worlds.people("ada")
    client, before = api(token=make(ada)), worlds.rows(ada)
    opened[field] = GENERATION + 1
    answer = client.ask(document)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (403, "FORBIDDEN")
    assert worlds.rows(ada) == before
    # Granted anew, with the same scopes.
    PersonalToken.objects.filter(user=ada).update(generation=GENERATION + 1)
    AccessToken.objects.filter(user=ada).update(generation=GENERATION + 1)
    assert "errors" not in client.ask(document).json()


def test_each_line_opens_a_field_that_there_is() -> None:
    fields = {
        f"{name}.{field}"
        for name, of in graphql_schema.type_map.items()
        if isinstance(of, GraphQLObjectType)
        for field in of.fields
    }
    assert set(OPENED) <= fields
    assert set(OPENED.values()) == set(range(1, GENERATION + 1))


def test_what_no_token_can_do_is_about_who_may_act() -> None:
    closed = {
        f"{name}.{field}"
        for name, of in graphql_schema.type_map.items()
        if isinstance(of, GraphQLObjectType) and not name.startswith("__")
        for field in of.fields
        if need_of(of, field) == CLOSED
    }
    about = (
        *("Application", "Archive", "AuditLogEntry", "Authorization", "Disclosure", "Invitation"),
        *("PersonalToken", "Session"),
        *(
            "AccountSubscription",
            "Billing",
            "Erased",
            "Erasure",
            "ExportArchive",
            "MailLogEntry",
            "MailPreferences",
            "ReactivateUser",
        ),
        *("RequestErasure", "SeatCost", "StartPaymentSetup", "Support", "Transfer"),
    )
    assert {name for name in closed if not name.startswith((*about, "Mutation."))} == {
        *(
            "Account.applications",
            "Account.auditLog",
            "Account.subscription",
            "User.archives",
            "User.imports",
            "User.disclosures",
            *(f"{name}.disclosures" for name in ("Company", "Contact", "Note", "Tag")),
            "User.supportCases",
            "User.supportLedger",
            "User.authorizations",
            "User.mailLog",
            "User.mailPreferences",
            "User.personalTokens",
            "User.sessions",
        ),
        *("Query.invitations", "Query.transfers"),
    }
    assert {name.removeprefix("Mutation.") for name in closed if name.startswith("Mutation.")} == {
        *("createPersonalToken", "revokePersonalToken", "endSession", "endOtherSessions"),
        *("registerApplication", "updateApplication", "renewApplicationSecret", "deleteApplication"),
        *("revokeAuthorization", "deactivateUser", "reactivateUser", "updateMailPreferences"),
        *("invitePerson", "resendInvitation", "revokeInvitation", "handOver"),
        *("setBillingDetails", "setPaymentMethod", "startPaymentSetup", "billingPortal", "setSeats", "changePlan"),
        *("cancelSubscription", "removeBillingDetails", "closeAccount", "exportArchive", "requestErasure"),
        *("openSupportCase", "addSupportMessage", "closeSupportCase"),
        *("approveSupportRequest", "declineSupportRequest", "revokeSupportRequest"),
    }


def test_every_scope_opens_something() -> None:
    needed = {
        need[0]
        for name, of in graphql_schema.type_map.items()
        if isinstance(of, GraphQLObjectType) and not name.startswith("__")
        for field in of.fields
        if (need := need_of(of, field))
    }
    assert needed - {"session", ""} == set(SCOPES)
