"""Who works in an account, and as what? Administrators see to it; an account keeps one; who leaves is out at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

import worlds
from accounts import members
from accounts.models import Role, User
from api import Api
from contacts.models import Contact
from database.refusals import Forbidden, Invalid, Refused
from tests.accounts.browser import Browsers, new_name

ROLE = """mutation($id: ID!, $role: Role!) {
    changeRole(input: {userId: $id, role: $role}) { user { role updatedBy { id } } userErrors { code field } }
}"""
DEACTIVATE = """mutation($id: ID!) {
    deactivateUser(input: {userId: $id}) { user { isActive updatedBy { id } } userErrors { code field } }
}"""
REACTIVATE = """mutation($id: ID!) {
    reactivateUser(input: {userId: $id}) { user { isActive } userErrors { code field } }
}"""
VIEWER = "{ viewer { username } }"
NOBODY = "UNAUTHENTICATED"
LAST = [("LAST_ADMIN", "userId")]


def team_of(*roles: str) -> list[User]:
    """Return people of one account, in these roles."""
    account = worlds.account()
    return [worlds.user(account, role.lower(), role=role) for role in roles]


def test_a_role_is_changed_and_sessions_of_the_old_one_end(api: Api) -> None:
    ada, ben = team_of(Role.ADMIN, Role.MEMBER)
    as_ada, as_ben = api(ada), api(ben)
    assert as_ben.data(VIEWER)
    answer = as_ada.data(ROLE, id=worlds.id_of(ben), role="ADMIN")["changeRole"]
    assert answer == {"user": {"role": "ADMIN", "updatedBy": {"id": worlds.id_of(ada)}}, "userErrors": []}
    assert as_ben.code(VIEWER) == NOBODY
    assert api(ben).refusals(ROLE, id=worlds.id_of(ada), role="MEMBER") == []
    assert as_ada.code(VIEWER) == NOBODY


def test_the_same_role_again_changes_nothing(api: Api) -> None:
    ada, ben = team_of(Role.ADMIN, Role.MEMBER)
    as_ben, before = api(ben), worlds.rows(ada)
    assert api(ada).refusals(ROLE, id=worlds.id_of(ben), role="MEMBER") == []
    assert worlds.changed(before, ada) == set()
    assert as_ben.data(VIEWER)


def test_who_is_deactivated_is_out_at_once_and_their_records_stay(api: Api) -> None:
    ada, ben = team_of(Role.ADMIN, Role.MEMBER)
    contact, as_ben = worlds.contact(ben), api(ben)
    answer = api(ada).data(DEACTIVATE, id=worlds.id_of(ben))["deactivateUser"]
    assert answer == {"user": {"isActive": False, "updatedBy": {"id": worlds.id_of(ada)}}, "userErrors": []}
    assert as_ben.code(VIEWER) == NOBODY
    with worlds.within(ada):
        assert Contact.objects.get(pk=contact.pk).owner_id == ben.pk
    assert api(ada).refusals(REACTIVATE, id=worlds.id_of(ben)) == []
    # The old session does not come back; who was let in again signs in anew.
    assert as_ben.code(VIEWER) == NOBODY
    assert api(ben).data("{ contacts { totalCount } }") == {"contacts": {"totalCount": 1}}


def test_who_was_deactivated_sets_no_password_to_come_in(browser: Browsers) -> None:
    zoe, name = browser(), new_name()
    zoe.sign_up(name)
    zoe.sign_out()
    user = User.objects.get(username=name)
    User.objects.filter(pk=user.pk).update(is_active=False)
    sent = len(zoe.mails(user.email))
    assert zoe.auth("POST", "/auth/password/request", email=user.email).status_code == 200
    assert [mail["Subject"] for mail in zoe.mails(user.email)[sent:] if "/key/" in mail.get_content()] == []
    assert zoe.sign_in(username=name).status_code == 400


@pytest.mark.parametrize("role", [Role.MEMBER, Role.BILLING, Role.ADMIN])
def test_one_may_leave_oneself(api: Api, role: str) -> None:
    _, ben = team_of(Role.ADMIN, role)
    as_ben = api(ben)
    answer = as_ben.data(DEACTIVATE, id=worlds.id_of(ben))["deactivateUser"]
    assert answer == {"user": None, "userErrors": []}
    ben.refresh_from_db()
    assert (ben.is_active, as_ben.code(VIEWER)) == (False, NOBODY)


def test_an_administrator_steps_down(api: Api) -> None:
    ada, _ = team_of(Role.ADMIN, Role.ADMIN)
    as_ada = api(ada)
    assert as_ada.data(ROLE, id=worlds.id_of(ada), role="MEMBER")["changeRole"] == {"user": None, "userErrors": []}
    ada.refresh_from_db()
    assert (ada.role, as_ada.code(VIEWER)) == ("MEMBER", NOBODY)


def test_the_last_administrator_stays_one(api: Api) -> None:
    ada, _, gone = team_of(Role.ADMIN, Role.MEMBER, Role.ADMIN)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    as_ada, before = api(ada), worlds.rows(ada)
    assert as_ada.refusals(DEACTIVATE, id=worlds.id_of(ada)) == LAST
    assert as_ada.refusals(ROLE, id=worlds.id_of(ada), role="BILLING") == LAST
    assert worlds.changed(before, ada) == set()
    assert as_ada.refusals(REACTIVATE, id=worlds.id_of(gone)) == []
    assert as_ada.refusals(DEACTIVATE, id=worlds.id_of(ada)) == []


def test_who_cannot_sign_in_is_no_administrator_to_rely_on(api: Api) -> None:
    ada, service = team_of(Role.ADMIN, Role.ADMIN)
    service.set_unusable_password()
    service.save()
    before = worlds.rows(ada)
    assert api(ada).refusals(DEACTIVATE, id=worlds.id_of(ada)) == LAST
    assert worlds.changed(before, ada) == set()
    assert api(ada).refusals(DEACTIVATE, id=worlds.id_of(service)) == []


def at_once(*ways: object) -> list[object]:
    """Return what calls give, or refuse, that begin at the same moment, each on a connection of its own."""
    from django.db import connection

    barrier = Barrier(len(ways))

    def run(way: object) -> object:
        barrier.wait()
        try:
            return way()
        except Refused as refused:
            return type(refused)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(ways)) as threads:
        return list(threads.map(run, ways))


@pytest.mark.parametrize("others", ["each other", "themselves"])
@pytest.mark.parametrize("verb", ["deactivate", "change_role"])
def test_of_two_at_once_one_administrator_stays(verb: str, others: str) -> None:
    for _ in range(5):
        ada, ben = team_of(Role.ADMIN, Role.ADMIN)

        def removes(actor: User, user: User) -> object:
            if verb == "deactivate":
                return lambda: bool(members.deactivate(user, actor=actor))
            return lambda: bool(members.change_role(user, Role.MEMBER, actor=actor))

        pairs = [(ada, ben), (ben, ada)] if others == "each other" else [(ada, ada), (ben, ben)]
        ended = at_once(*(removes(*pair) for pair in pairs))
        assert sorted(ended, key=str) == [Forbidden if others == "each other" else Invalid, True], ended
        left = User.objects.filter(account=ada.account, role=Role.ADMIN, is_active=True)
        assert left.count() == 1


def test_of_two_requests_at_once_one_administrator_stays(api: Api) -> None:
    ada, ben = team_of(Role.ADMIN, Role.ADMIN)
    pairs = [(api(ada), ben), (api(ben), ada)]
    with ThreadPoolExecutor() as threads:
        asked = [threads.submit(client.ask, DEACTIVATE, id=worlds.id_of(who)) for client, who in pairs]
    codes = []
    for future in asked:
        body = future.result().json()
        errors = body["data"]["deactivateUser"]["userErrors"] if "data" in body else [body["errors"][0]["extensions"]]
        codes += [error["code"] for error in errors]
    assert len(codes) == 1 and codes[0] in {"FORBIDDEN", NOBODY}, codes
    assert User.objects.filter(account=ada.account, role=Role.ADMIN, is_active=True).count() == 1
