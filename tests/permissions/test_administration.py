"""Who runs an account? Every role × what is about the account and its people; the tables are in `matrix`."""

import json
from typing import Any

import pytest

import worlds
from accounts.models import CUSTOMER_ROLES, Role, User
from api import Api
from permissions.catalogue import Action
from tests.permissions.kinds import ADMINISTRATION, ONESELF, PAYING
from tests.permissions.matrix import ADMINISTRATORS

OF_THE_DEACTIVATED = (Action.USER_HAND_OVER, Action.USER_REACTIVATE)


def _head(call: str) -> str:
    declared = ", ".join(f"${name}: ID!" for name in ("user", "me") if f"${name}" in call)
    return f"mutation({declared})" if declared else "mutation"


def _role_of(viewer: str) -> dict[str, Any]:
    role = Role.BILLING if "billing" in viewer else Role.ADMIN if viewer == "admin" else Role.MEMBER
    return {"role": role, "is_superuser": "superuser" in viewer}


@pytest.mark.parametrize("action", [*ADMINISTRATION, *ONESELF])
def test_the_account_is_run_by_administrators_and_everybody_minds_themselves(api: Api, action: Action) -> None:
    is_own = action in ONESELF
    call, table = (ONESELF if is_own else ADMINISTRATION)[action]
    mutation = f"{_head(call)} {{ write: {call} {{ userErrors {{ code field }} }} }}"
    done = {}
    for viewer in ADMINISTRATORS:
        account = worlds.account()
        person = worlds.user(account, **_role_of(viewer))
        other = worlds.user(account, role=Role.ADMIN, is_active=action not in OF_THE_DEACTIVATED)
        people = {"user": worlds.id_of(person if is_own else other), "me": worlds.id_of(person)}
        variables = {name: value for name, value in people.items() if f"${name}" in call}
        before = worlds.rows(person)
        errors = api(person).data(mutation, **variables)["write"]["userErrors"]
        if viewer == "admin" and action is Action.USER_LEAVE:  # somebody else is one
            assert errors == []
        done[viewer] = errors == []
        assert errors in ([], [{"code": "FORBIDDEN", "field": None}])
        changed = worlds.changed(before, person) - {"mail_maillogentry"}  # of the mail in which an erasure is confirmed
        # Account rows are looked at by themselves: they have no account_id.
        written = worlds.AUDIT.keys() if table == "accounts_account" else {table}
        assert changed == (set() if errors else written)
        account.refresh_from_db()
        assert (account.city is not None) is (errors == [] and table == "accounts_account")
    assert done == {viewer: rights[is_own] for viewer, rights in ADMINISTRATORS.items()}


@pytest.mark.parametrize("action", ADMINISTRATION)
def test_people_of_other_accounts_are_nobody(api: Api, action: Action) -> None:
    call, _ = ADMINISTRATION[action]
    if "$user" not in call:
        return
    admin, stranger = (worlds.user(worlds.account(), role=Role.ADMIN) for _ in range(2))
    worlds.user(stranger.account, role=Role.ADMIN)
    before = worlds.rows(admin, stranger)
    mutation = f"{_head(call)} {{ write: {call} {{ userErrors {{ code field message }} }} }}"
    me = {"me": worlds.id_of(admin)} if "$me" in call else {}
    answers = [
        api(admin).ask(mutation, user=user, **me).content
        for user in (worlds.id_of(stranger), worlds.id_of(User(account=stranger.account)))
    ]
    assert answers[0] == answers[1]
    assert [error["code"] for error in json.loads(answers[0])["data"]["write"]["userErrors"]] == ["NOT_FOUND"]
    assert worlds.changed(before, admin, stranger) == set()


@pytest.mark.parametrize("action", PAYING)
def test_the_account_is_paid_for_by_those_whose_role_it_is(api: Api, action: Action) -> None:
    call, roles = PAYING[action]
    mutation = (
        f"mutation($account: ID!) {{ write: {call} {{ subscription {{ status }} userErrors {{ code field }} }} }}"
    )
    for role in CUSTOMER_ROLES:
        account = worlds.account()
        person = worlds.user(account, role=role, is_superuser=role is Role.MEMBER)
        stranger = worlds.user(worlds.account(), role=role)
        before, of_stranger = worlds.rows(person), worlds.rows(stranger)
        answer = api(person).data(mutation, account=worlds.id_of(account))["write"]
        of_others = api(person).data(mutation, account=worlds.id_of(stranger.account))["write"]["userErrors"]
        may = role in roles
        assert answer["userErrors"] == ([] if may else [{"code": "FORBIDDEN", "field": None}])
        assert (answer["subscription"] is not None) is may
        assert [error["code"] for error in of_others] == (["NOT_FOUND"] if may else ["FORBIDDEN"])
        assert worlds.changed(before, person) == ({"billing_subscription"} if may else set())
        assert worlds.changed(of_stranger, stranger) == set()
