"""Does somebody see where they are signed in, and end it? Their own sessions, and nobody else's."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone

import worlds
from accounts.cookies import stored_key
from accounts.models import Session, User
from api import Api, Client
from database import ids

MINE = "{ viewer { sessions { id isCurrent } } }"
ALL = "{ viewer { sessions { id device createdAt seenAt expiresAt isCurrent } } }"
END = "mutation($id: ID!) { endSession(input: {id: $id}) { endedId userErrors { code field } } }"
KEEP = "mutation($id: ID!) { endOtherSessions(input: {keepId: $id}) { keptId userErrors { code field } } }"
LINUX = "Mozilla/5.0 (X11; Linux x86_64; rv:139.0) Gecko/20100101 Firefox/139.0"
NOBODY = "UNAUTHENTICATED"
WRITES = {END: "id", KEEP: "keepId"}


def kept(client: Client) -> Session:
    return Session.objects.get(session_key=stored_key(client.cookies["steward_session"]))


def id_of(client: Client) -> str:
    return ids.encode("ses", kept(client).public_id)


def shown(client: Client) -> list[dict[str, Any]]:
    """Return what a client is shown of its person's sessions."""
    sessions: list[dict[str, Any]] = client.data(MINE)["viewer"]["sessions"]
    return sessions


def is_live(client: Client) -> bool:
    return bool(client.ask(MINE).status_code == 200)


def test_a_person_sees_their_sessions_newest_first(api: Api) -> None:
    ada, ben = worlds.people("ada", "ben")
    first, second, other = api(ada), api(ada), api(ben)
    assert shown(first) == [{"id": id_of(second), "isCurrent": False}, {"id": id_of(first), "isCurrent": True}]
    assert shown(second) == [{"id": id_of(second), "isCurrent": True}, {"id": id_of(first), "isCurrent": False}]
    assert shown(other) == [{"id": id_of(other), "isCurrent": True}]


def test_a_session_says_when_and_on_what_and_nothing_that_signs_in(api: Api) -> None:
    [ada] = worlds.people("ada")
    client = api(ada)
    Session.objects.filter(pk=kept(client).pk).update(device="Firefox on Linux")
    row = kept(client)

    def at(moment: Any) -> str:
        return f"{moment:%Y-%m-%dT%H:%M:%S.%f}Z"

    answer = client.ask(ALL)
    assert answer.json()["data"]["viewer"]["sessions"] == [
        {
            "id": id_of(client),
            "device": "Firefox on Linux",
            "createdAt": at(row.created_at),
            "seenAt": at(row.seen_at),
            "expiresAt": at(row.expire_date),
            "isCurrent": True,
        }
    ]
    assert not [secret for secret in (row.session_key, client.cookies["steward_session"]) if secret in answer.text]
    assert client.data("query($id: ID!) { node(id: $id) { id } }", id=id_of(client)) == {"node": None}


def test_nobody_sees_those_of_others(api: Api) -> None:
    of = worlds.account()
    ada, ben, admin = worlds.user(of, "ada"), worlds.user(of, "ben"), worlds.user(of, role="ADMIN", is_superuser=True)
    clients = {person.username: api(person) for person in (ada, ben, admin)}
    for name, client in clients.items():
        users = client.data("{ users { nodes { username sessions { id } } } }")["users"]["nodes"]
        assert {user["username"]: user["sessions"] for user in users} == {
            other: [{"id": id_of(client)}] if other == name else [] for other in clients
        }


def expired(session: Session) -> None:
    Session.objects.filter(pk=session.pk).update(expire_date=timezone.now())


def idle(session: Session) -> None:
    Session.objects.filter(pk=session.pk).update(seen_at=timezone.now() - timedelta(hours=2))


def of_before_a_new_password(session: Session) -> None:
    Session.objects.filter(pk=session.pk).update(version=F("version") - 1)


ENDS = [expired, idle, of_before_a_new_password]


@pytest.mark.parametrize("end", ENDS)
def test_a_session_that_is_over_is_not_shown_and_cannot_be_ended(api: Api, end: Callable[[Session], None]) -> None:
    [ada] = worlds.people("ada")
    here, there = api(ada), api(ada)
    assert len(shown(here)) == 2
    end(kept(there))
    assert shown(here) == [{"id": id_of(here), "isCurrent": True}]
    before = Session.objects.count()
    for write, field in WRITES.items():
        assert here.refusals(write, id=id_of(there)) == [("NOT_FOUND", field)]
    assert Session.objects.count() == before


def test_ending_a_session_bites_on_its_next_request(api: Api) -> None:
    [ada] = worlds.people("ada")
    here, there, third = api(ada), api(ada), api(ada)
    gone = id_of(there)
    assert here.data(END, id=gone) == {"endSession": {"endedId": gone, "userErrors": []}}
    assert [is_live(client) for client in (here, there, third)] == [True, False, True]
    assert there.get("/auth/browser/v1/auth/session").status_code == 401
    assert here.refusals(END, id=gone) == [("NOT_FOUND", "id")]


def test_ones_own_session_can_be_ended_too(api: Api) -> None:
    [ada] = worlds.people("ada")
    here, there = api(ada), api(ada)
    own = id_of(here)
    assert here.data(END, id=own)["endSession"] == {"endedId": own, "userErrors": []}
    assert [is_live(client) for client in (here, there)] == [False, True]


def test_all_others_are_ended_at_once(api: Api) -> None:
    ada, ben = worlds.people("ada", "ben")
    here, other, *there = api(ada), api(ben), api(ada), api(ada)
    assert here.data(KEEP, id=id_of(here))["endOtherSessions"] == {"keptId": id_of(here), "userErrors": []}
    assert [is_live(client) for client in (here, other, *there)] == [True, True, False, False]


@pytest.mark.parametrize("write", WRITES)
def test_nobody_ends_those_of_others(api: Api, write: str) -> None:
    of, role = worlds.account(), {"role": "ADMIN", "is_superuser": True}
    ada, colleague, admin = worlds.user(of, "ada"), worlds.user(of), worlds.user(of, **role)
    stranger, abroad = worlds.user(worlds.account()), worlds.user(worlds.account(), **role)
    mine = [api(ada), api(ada)]
    for person in (colleague, admin, stranger, abroad):
        client = api(person)
        before = set(Session.objects.values_list("pk", flat=True))
        assert client.refusals(write, id=id_of(mine[0])) == [("NOT_FOUND", WRITES[write])]
        assert client.refusals(write, id=ids.encode("ses", worlds.uuid.uuid4())) == [("NOT_FOUND", WRITES[write])]
        assert set(Session.objects.values_list("pk", flat=True)) == before
    assert all(is_live(client) for client in mine)
    assert mine[0].refusals(write, id=id_of(mine[0])) == []


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("wrong", ["", "x", "ses_", "usr_" + "0" * 32, "ses_" + "G" * 32])
def test_what_is_no_id_of_a_session_is_refused(api: Api, write: str, wrong: str) -> None:
    [ada] = worlds.people("ada")
    client = api(ada)
    assert client.refusals(write, id=wrong) == [("INVALID", WRITES[write])]
    assert is_live(client)


def test_no_token_sees_or_ends_sessions(api: Api) -> None:
    [ada] = worlds.people("ada")
    client = api(ada)
    made = client.data(
        'mutation { createPersonalToken(input: {name: "All", scopes: ["users:read", "contacts:write"]}) { token } }'
    )
    bearer = {"Authorization": f"Bearer {made['createPersonalToken']['token']}"}
    for query in (MINE, END, KEEP):
        said = {"query": query, "variables": {} if query == MINE else {"id": id_of(client)}}
        answer = api().post("/graphql", json=said, headers=bearer)
        assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["FORBIDDEN"]
    assert api().post("/graphql", json={"query": "{ viewer { username } }"}, headers=bearer).status_code == 200
    assert len(shown(client)) == 1


def test_the_id_of_a_session_signs_nobody_in(api: Api) -> None:
    [ada] = worlds.people("ada")
    client, thief = api(ada), api()
    public = kept(client).public_id
    for said in (id_of(client), str(public), public.hex):
        thief.cookies.set("steward_session", said)
        assert thief.code(MINE) == NOBODY
    assert User.objects.get(pk=ada.pk).sessions.count() == 1
