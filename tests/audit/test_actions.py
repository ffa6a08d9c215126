"""Is each action written down, wherever it is done: in the API, on pages, under /auth/, by applications, by nobody?"""

from uuid import uuid4

import httpx
import pytest

import worlds
from accounts.actions import add_team_member
from accounts.members import change_role
from accounts.models import Role, Session, User
from accounts.sessions import end_other_sessions
from api import Api
from audit.actions import Action
from audit.origin import NOWHERE, Origin, coming_from, coming_with, origin
from audit.recording import record
from permissions.levels import Level
from tests.accounts.browser import Browsers
from tests.audit.done import BESIDE, BY_AGE, BY_AGENTS, BY_ERASURES, DONE
from tests.audit.told import address, changes, entries, faults
from tests.audit.ways import WAYS, Place
from tests.tokens import flows
from tokens.applications import delete_application, open_to_all
from tokens.leaving import deactivate
from tokens.models import Authorization, PersonalToken

HERE = "127.0.0.1"


@pytest.fixture
def place(api: Api, browser: Browsers, server: str) -> Place:
    return Place(api=api, browser=browser, server=server)


def test_each_action_is_done_here_and_they_are_sorted() -> None:
    done = {action for action, _ in DONE.values()}.union(*BESIDE.values(), WAYS, BY_AGE, BY_AGENTS, BY_ERASURES)
    assert done == set(Action)
    assert list(Action) == sorted(Action)
    assert all(action.name == action.replace(":", "_").upper() for action in Action)


def test_nothing_else_is_written_down() -> None:
    [zoe] = worlds.people("zoe")
    with pytest.raises(ValueError, match="contact:look"), worlds.within(zoe):
        record("contact:look", uuid4(), actor_id=zoe.pk)
    assert entries(zoe) == []


@pytest.mark.parametrize("action", WAYS)
def test_what_is_done_elsewhere_is_written_down(place: Place, action: str) -> None:
    who, record_id = WAYS[action](place)
    [made] = [entry for entry in entries(who) if (entry.action, entry.record_id) == (action, record_id)]
    assert (made.user_id, address(made)) == (who.pk, HERE)
    assert faults(who) == []


def test_who_comes_without_a_session_came_with_none(place: Place) -> None:
    browser, zoe = place.signed_up()
    browser.sign_out()
    came = {entry.action: entry.credential for entry in entries(zoe)}
    assert came == {
        "account:register": None,
        "user:set_password": None,
        "session:begin": None,
        "session:end": "SESSION",
    }


def test_a_session_that_goes_on_under_another_id_neither_ends_nor_begins(place: Place) -> None:
    browser, zoe = place.signed_up()
    before, cookie = entries(zoe), browser.session
    assert browser.auth("POST", "/auth/reauthenticate", password=worlds.PASSWORD).status_code == 200
    assert browser.session != cookie
    assert entries(zoe, but=before) == []


def test_a_session_that_has_ended_does_not_end_again(api: Api) -> None:
    [zoe] = worlds.people("zoe")
    here, _ = api(zoe), api(zoe)
    worlds.end_sessions(zoe)
    before, kept = entries(zoe), Session(session_key="", user=zoe)
    end_other_sessions(kept, actor=zoe)
    assert (entries(zoe, but=before), Session.objects.filter(user=zoe).count()) == ([], 0)
    assert here.code("{ viewer { id } }") == "UNAUTHENTICATED"


def test_what_changes_nothing_is_not_written_down() -> None:
    account = worlds.account()
    zoe, ben = worlds.user(account, role=Role.ADMIN), worlds.user(account)
    team = worlds.team(zoe, ben)
    contact = worlds.contact(zoe)
    before = entries(zoe)
    with worlds.within(zoe):
        add_team_member(team, ben.pk, actor=zoe)
        change_role(ben, Role.MEMBER, actor=zoe)
    worlds.take_back(contact, ben)
    assert entries(zoe, but=before) == []
    worlds.grant(contact, ben, Level.VIEW)
    assert [entry.action for entry in entries(zoe, but=before)] == ["contact:share"]


def test_with_somebody_who_leaves_all_that_ends_is_written_down(server: str, api: Api) -> None:
    account = worlds.account()
    zoe, ben = worlds.user(account, role=Role.ADMIN), worlds.user(account)
    worlds.token(ben)
    flows.tokens(api(ben), flows.client(server, zoe))
    authorization, before = Authorization.objects.get(user=ben), entries(zoe)
    with worlds.within(zoe):
        deactivate(ben, actor=zoe)
    assert {(entry.action, entry.record_id, entry.user_id) for entry in entries(zoe, but=before)} == {
        ("user:deactivate", ben.pk, zoe.pk),
        ("token:revoke", PersonalToken.objects.get(user=ben).pk, zoe.pk),
        ("authorization:revoke", authorization.pk, zoe.pk),
    }
    assert faults(zoe) == []


def test_a_token_that_is_found_somewhere_is_ended_by_nobody_who_is_known(server: str) -> None:
    [zoe] = worlds.people("zoe")
    token, before = worlds.token(zoe), entries(zoe)
    assert httpx.post(f"{server}/token-leaks", json={"token": token}, verify=False).status_code == 202
    [made] = [entry for entry in entries(zoe) if entry.action == "token:revoke"]
    assert (made.record_id, made.user_id, address(made)) == (PersonalToken.objects.get(user=zoe).pk, None, None)
    assert (changes(made), before, faults(zoe)) == ({"before": {}, "after": {"leaked": True}}, before, [])


def test_an_application_that_gives_back_its_tokens_or_uses_one_twice_is_named(server: str, api: Api) -> None:
    zoe = flows.somebody()
    client = flows.client(server, zoe)
    given = flows.tokens(api(zoe), client)
    granted = entries(zoe)[-1]
    assert (granted.action, granted.credential_id) == ("authorization:grant", client.application.pk)
    assert client.post("revoke", token=given["refresh_token"]).status_code == 200
    given = flows.tokens(api(zoe), client)
    assert client.refresh(given["refresh_token"]).status_code == 200
    assert client.refresh(given["refresh_token"]).status_code == 400
    back, leaked = (entry for entry in entries(zoe) if entry.action == "authorization:revoke")
    assert (back.record_id, back.user_id) == (granted.record_id, None)
    assert (back.credential, back.credential_id) == ("APPLICATION", client.application.pk)
    assert (leaked.user_id, changes(leaked)["after"], faults(zoe)) == (None, {"leaked": True}, [])


def test_what_ends_in_another_account_is_written_down_there_and_names_nobody_of_here(server: str, api: Api) -> None:
    maker, zoe = flows.somebody(), flows.somebody()
    client = flows.client(server, maker)
    open_to_all(client.application, is_open=True)
    flows.tokens(api(zoe), client)
    before = entries(zoe)
    with worlds.within(maker):
        delete_application(client.application, actor=maker)
    [ended] = entries(zoe, but=before)
    assert (ended.action, ended.user_id) == ("authorization:revoke", None)
    assert [entry.action for entry in entries(maker)][-1] == "application:delete"
    assert (faults(zoe), faults(maker)) == ([], [])


def test_a_block_has_an_origin_and_what_follows_has_it_no_more() -> None:
    here, application = Origin(address=HERE), uuid4()
    with coming_from(here):
        with coming_with("APPLICATION", application):
            assert origin() == Origin(address=HERE, credential="APPLICATION", credential_id=application)
        assert origin() == here
    assert origin() == NOWHERE


def test_what_people_do_on_pages_comes_from_where_they_are(place: Place) -> None:
    browser, zoe = place.signed_up()
    before = entries(zoe)
    answer = browser.post("/account/", data={"name": "Zoë", "phone": ""}, headers={"X-CSRFToken": browser.token})
    assert answer.status_code == 302, answer.text
    [made] = entries(zoe, but=before)
    assert (made.action, made.credential, address(made)) == ("profile:update", "SESSION", HERE)
    assert changes(made)["after"] == {"changed": ["name"]}
    assert User.objects.get(pk=zoe.pk).name == "Zoë"
