"""Who pays for an account, and who sees for what? ADMIN and BILLING, in a session that has just proved itself."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.conf import settings
from django.db.models import F

import worlds
from accounts.models import CUSTOMER_ROLES, Role, Session, User
from api import Api
from graph.schema import graphql_schema
from tests.graph.every_mutation import PAYING, World, world

A_WHILE = timedelta(seconds=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)
KEPT = (
    "customer",
    "tax_id",
    "payment_method",
    "setup_intent",
    "checkout.session",
    "billing_portal.session",
    "subscription",
)
STANDING = "{ viewer { account { subscription { status plan seatsUsed } } } }"
OF_ANOTHER = "query($id: ID!) { node(id: $id) { ... on Account { id subscription { status } } } }"


def may(role: str, name: str) -> bool:
    return role == Role.ADMIN or (role == Role.BILLING and name != "closeAccount")


def kept(processor: str) -> Any:
    """Return what the processor has of customers; not its events, which change while it tells of them."""
    state = httpx.get(f"{processor}/_simulator/state").json()
    return {kind: state.get(kind) for kind in KEPT}


def somebody(they: World, role: str) -> User:
    return worlds.user(they.zoe.account, role=role, is_superuser=role == Role.MEMBER)


def test_each_mutation_of_paying_is_here() -> None:
    payloads = {"BillingPayload", "BillingPortalPayload", "StartPaymentSetupPayload"}
    mutations = graphql_schema.mutation_type
    assert mutations is not None
    assert set(PAYING) == {name for name, field in mutations.fields.items() if str(field.type).rstrip("!") in payloads}


@pytest.mark.parametrize("name", PAYING)
def test_a_role_allows_it_to_who_has_just_proved_who_they_are(api: Api, processor: str, name: str) -> None:
    for role in CUSTOMER_ROLES:
        they = world()
        person = somebody(they, role)
        document, ids, client = they.document(name), they.named(name), api(person)
        proved = Session.objects.filter(user=person)
        proved.update(authenticated_at=F("authenticated_at") - A_WHILE)
        rows, processors = worlds.rows(person), kept(processor)
        code = "REAUTHENTICATE" if may(role, name) else "FORBIDDEN"
        assert client.refusals(document, **ids) == [(code, None)]
        assert (worlds.changed(rows, person), kept(processor)) == (set(), processors)
        proved.update(authenticated_at=F("authenticated_at") + A_WHILE)
        assert client.refusals(document, **ids) == ([] if may(role, name) else [("FORBIDDEN", None)])
        assert may(role, name) or (worlds.changed(rows, person), kept(processor)) == (set(), processors)


@pytest.mark.parametrize("name", PAYING)
def test_no_token_pays(api: Api, processor: str, name: str) -> None:
    they = world()
    client, rows, processors = api(token=worlds.token(they.zoe)), worlds.rows(they.zoe), kept(processor)
    assert client.code(they.document(name), **they.named(name)) == "FORBIDDEN"
    assert (worlds.changed(rows, they.zoe), kept(processor)) == (set(), processors)


def test_what_is_paid_for_is_shown_to_who_pays_and_to_no_token(api: Api) -> None:
    they = world()
    standing = {"status": "TRIALING", "plan": "MONTHLY", "seatsUsed": 6}
    people = {role: somebody(they, role) for role in CUSTOMER_ROLES}
    for role, person in people.items():
        shown = api(person).data(STANDING)["viewer"]["account"]["subscription"]
        assert shown == (None if role == Role.MEMBER else standing), role
    assert api(token=worlds.token(they.zoe)).code(STANDING) == "FORBIDDEN"


def test_nothing_is_known_of_what_others_pay_for(api: Api) -> None:
    they, stranger = world(), worlds.user(worlds.account(), role=Role.ADMIN)
    assert api(they.zoe).data(OF_ANOTHER, id=they.ids["account"])["node"]["subscription"] == {"status": "TRIALING"}
    assert api(stranger).data(OF_ANOTHER, id=they.ids["account"]) == {"node": None}
