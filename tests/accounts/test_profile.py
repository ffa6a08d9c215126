"""Can people change and remove what they told, and see it; and is nothing else kept of them? P1, P3, P4, P5."""

from typing import Any

import pytest
from django.apps import apps

import mails
import worlds
from accounts.models import Account, Role, User
from accounts.personal import IMPERSONAL, PERSONAL
from api import Api
from privacy.checks import ABOUT_PEOPLE
from tests.accounts.browser import PASSWORD, Browsers, errors, new_name

PROFILE = """mutation($input: UpdateProfileInput!) {
    updateProfile(input: $input) {
        user { name phone updatedAt updatedBy { id } } userErrors { code field }
    }
}"""
ACCOUNT = """mutation($input: UpdateAccountInput!) {
    updateAccount(input: $input) {
        account { name phone street city region postalCode country updatedAt updatedBy { id } }
        userErrors { code field }
    }
}"""
USER = "query($id: ID!) { node(id: $id) { ... on User { name phone email updatedAt updatedBy { id } } } }"


def test_p3_p4_one_changes_and_removes_each_piece_and_sees_it(api: Api) -> None:
    [ada] = worlds.people("ada")
    client, me = api(ada), {"id": worlds.id_of(ada)}
    for said, shown in (
        ({"name": " Ada Lee ", "phone": "020 7946 0018"}, {"name": "Ada Lee", "phone": "+442079460018"}),
        ({"phone": None}, {"name": "Ada Lee", "phone": None}),
        ({"name": ""}, {"name": None, "phone": None}),
        ({"phone": "+47 22 22 55 55"}, {"name": None, "phone": "+4722225555"}),
    ):
        [payload] = client.data(PROFILE, input=said).values()
        assert payload["userErrors"] == []
        user = payload["user"]
        assert {name: user[name] for name in shown} == shown
        assert user["updatedBy"] == me
        read = client.data(USER, **me)["node"]
        assert {name: read[name] for name in user} == user
    first = user["updatedAt"]
    assert client.data(PROFILE, input={})["updateProfile"]["user"]["updatedAt"] == first
    ada.refresh_from_db()
    assert (ada.name, ada.phone) == (None, "+4722225555")


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({"name": "Ada\r\nBcc: all@example.org"}, [("INVALID", "name")]),
        ({"name": "x" * 201, "phone": "a phone"}, [("INVALID", "name"), ("INVALID", "phone")]),
        ({"phone": "+44 1"}, [("INVALID", "phone")]),
        ({"name": "a\u0000b"}, [("INVALID", "name")]),
    ],
    ids=ascii,
)
def test_what_is_wrong_is_named_and_nothing_changes(api: Api, said: Any, refused: list[tuple[str, str]]) -> None:
    [ada] = worlds.people("ada")
    before = worlds.rows(ada)
    assert api(ada).refusals(PROFILE, input=said) == refused
    assert worlds.changed(before, ada) == set()
    assert api(ada).refusals(PROFILE, input={"name": "Ada"}) == []


def test_p3_an_administrator_removes_what_another_told_and_nobody_else_does(api: Api) -> None:
    account = worlds.account()
    ada = worlds.user(account, "ada", role=Role.ADMIN)
    ben, dora = worlds.user(account, "ben", phone="+442079460018"), worlds.user(account, "dora")
    User.objects.filter(pk=ben.pk).update(name="Ben")
    about = {"userId": worlds.id_of(ben)}
    before = worlds.rows(ada)
    assert api(dora).refusals(PROFILE, input=about | {"name": None}) == [("FORBIDDEN", None)]
    assert worlds.changed(before, ada) == set()
    [payload] = api(ada).data(PROFILE, input=about | {"name": None, "phone": None}).values()
    user = payload["user"]
    assert (user["name"], user["phone"], user["updatedBy"]) == (None, None, {"id": worlds.id_of(ada)})
    assert api(ben).data(USER, id=worlds.id_of(ben))["node"]["updatedBy"] == {"id": worlds.id_of(ada)}


def test_a_phone_number_is_shown_to_its_person_and_administrators_an_address_to_its_person(api: Api) -> None:
    account = worlds.account()
    ada = worlds.user(account, "ada", role=Role.ADMIN)
    ben, dora = worlds.user(account, "ben", phone="+442079460018"), worlds.user(account, "dora")
    shown = {}
    for viewer in (ada, ben, dora):
        node = api(viewer).data(USER, id=worlds.id_of(ben))["node"]
        shown[viewer] = (node["phone"], node["email"])
    assert shown == {ada: ("+442079460018", None), ben: ("+442079460018", ben.email), dora: (None, None)}


def test_an_account_changes_and_removes_all_but_its_name(api: Api) -> None:
    ada = worlds.user(worlds.account(country=None), "ada", role=Role.ADMIN)
    place = {"street": "1 Quay", "city": "Hull", "region": "Yorkshire", "postalCode": "HU1", "country": "gb"}
    client = api(ada)
    [payload] = client.data(ACCOUNT, input=place | {"name": "Harbour", "phone": "020 7946 0018"}).values()
    expected = place | {"country": "GB", "name": "Harbour", "phone": "+442079460018"}
    assert {name: payload["account"][name] for name in expected} == expected
    assert payload["account"]["updatedBy"] == {"id": worlds.id_of(ada)}
    [payload] = client.data(ACCOUNT, input=dict.fromkeys([*place, "phone"])).values()
    assert {name: payload["account"][name] for name in expected} == dict.fromkeys(expected) | {"name": "Harbour"}
    kept = Account.objects.values().get(pk=ada.account_id)
    for name in (None, "", "  "):
        assert client.refusals(ACCOUNT, input={"name": name, "city": "Hull"}) == [("BLANK", "name")]
    assert client.refusals(ACCOUNT, input={"country": "XX", "phone": "1", "city": "a\nb"}) == [
        ("INVALID", "country"),
        ("INVALID", "phone"),
        ("INVALID", "city"),
    ]
    assert Account.objects.values().get(pk=ada.account_id) == kept


def test_p1_p5_every_personal_column_is_declared_with_its_purpose() -> None:
    about_people = [
        model for model in apps.get_models() if model._meta.app_label in ABOUT_PEOPLE and not model._meta.proxy
    ]
    found = {model._meta.label: {field.name for field in model._meta.concrete_fields} for model in about_people}
    nothing: frozenset[str] = frozenset()
    declared = {label: PERSONAL.get(label, {}).keys() | IMPERSONAL.get(label, nothing) for label in found}
    assert found == declared
    assert PERSONAL.keys() | IMPERSONAL.keys() == found.keys()
    for label, columns in PERSONAL.items():
        assert columns.keys() & IMPERSONAL.get(label, nothing) == set()
        assert all(len(purpose) > 10 and purpose.endswith(".") for purpose in columns.values())


def test_a_new_address_counts_when_it_is_confirmed_and_the_old_one_is_told(browser: Browsers) -> None:
    zoe, name = browser(), new_name()
    zoe.sign_up(name)
    old, new = f"{name}@example.org", f"{new_name()}@example.net"
    assert zoe.auth("POST", "/account/email", email=new.upper()).status_code == 200
    by = {email: browser().sign_in(email=email).status_code for email in (old, new)}
    assert by == {old: 200, new: 400}
    # Nor does a new password come by way of an address that may be somebody else's.
    sent = len(zoe.mails(new))
    assert browser().auth("POST", "/auth/password/request", email=new).status_code == 200
    assert len(zoe.mails(new)) == sent
    told = len(zoe.mails(old))
    key = mails.key(zoe.mails(new)[-1])
    wrong = zoe.auth("POST", "/auth/email/verify", key=f"{key}x")
    assert (wrong.status_code, User.objects.get(username=name).email) == (400, old)
    assert zoe.auth("POST", "/auth/email/verify", key=key).status_code == 200
    user = User.objects.get(username=name)
    assert (user.email, user.updated_by) == (new, user)
    by = {email: browser().sign_in(email=email).status_code for email in (old, new)}
    assert by == {old: 400, new: 200}
    [notice] = zoe.mails(old)[told:]
    assert new in mails.body(notice)
    assert zoe.auth("POST", "/auth/email/verify", key=key).status_code == 400
    viewer = zoe.post("/graphql", json={"query": "{ viewer { email } }"}).json()["data"]["viewer"]
    assert viewer == {"email": new}


def test_an_address_of_somebody_else_is_not_taken(browser: Browsers) -> None:
    zoe, other, names = browser(), browser(), [new_name(), new_name()]
    zoe.sign_up(names[0])
    other.sign_up(names[1])
    theirs = f"{names[1]}@example.org"
    assert zoe.auth("POST", "/account/email", email=theirs).status_code == 200  # which tells nothing
    key = mails.key(zoe.mails(theirs)[-1])
    answer = zoe.auth("POST", "/auth/email/verify", key=key)
    assert (answer.status_code, errors(answer)) == (400, [("email_taken", "key")])
    assert User.objects.get(username=names[0]).email == f"{names[0]}@example.org"
    assert User.objects.get(username=names[1]).email == theirs


def test_who_proves_an_address_gets_it_from_who_only_claims_it(browser: Browsers) -> None:
    zoe, name = browser(), new_name()
    zoe.sign_up(name)
    claimed = f"{new_name()}@example.net"
    zoe.auth("POST", "/account/email", email=claimed)
    squatter = new_name()
    assert browser().register(squatter, email=claimed).status_code == 200
    key = mails.key(zoe.mails(claimed)[0])
    assert zoe.auth("POST", "/auth/email/verify", key=key).status_code == 200
    assert User.objects.get(username=name).email == claimed
    assert not User.objects.filter(username=squatter).exists()


def test_the_address_one_has_is_not_removed(browser: Browsers) -> None:
    zoe, name = browser(), new_name()
    zoe.sign_up(name)
    answer = zoe.auth("DELETE", "/account/email", email=f"{name}@example.org")
    assert (answer.status_code, errors(answer)) == (400, [("cannot_remove_primary_email", "email")])
    assert User.objects.get(username=name).email == f"{name}@example.org"
    assert browser().sign_in(email=f"{name}@example.org", password=PASSWORD).status_code == 200
