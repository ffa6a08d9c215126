"""Does all that somebody owned become another's, and nothing else, in one step that is written down? P16."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

import worlds
from accounts import members
from accounts.models import Membership, Role, Team, User
from activities.models import Note
from api import Api
from contacts.models import Company, Contact, Tag
from database.refusals import Refused
from permissions.levels import Level
from permissions.models import ContactUserGrant, Transfer
from permissions.transfers import hand_over

HAND_OVER = """mutation($from: ID!, $to: ID!) {
    handOver(input: {fromUserId: $from, toUserId: $to}) {
        transfer { id companies contacts notes tags teams madeBy { id } fromUser { id } toUser { id } }
        userErrors { code field }
    }
}"""
LOG = "{ transfers { totalCount nodes { id contacts fromUser { id } } } }"
MODELS: tuple[Any, ...] = (Company, Contact, Note, Tag)


def office() -> tuple[User, User, User, User]:
    """Return an administrator, somebody who is gone, who gets what they own, and a colleague."""
    ada = worlds.user(worlds.account(), "ada", role=Role.ADMIN)
    gone, taker, dora = worlds.people("gone", "taker", "dora", of=ada.account)
    return ada, gone, taker, dora


def fill(owner: User, *shared_with: User) -> Contact:
    acme, vip = worlds.company(owner), worlds.tag(owner)
    contact = worlds.contact(owner, first_name="Zoë", company=acme, tags=[vip])
    worlds.note(owner, contact)
    worlds.note(owner, acme)
    worlds.team(owner, name=f"Team of {owner.username}")
    for person in shared_with:
        worlds.grant(contact, person, Level.EDIT)
    return contact


def owned(person: User) -> list[int]:
    with worlds.within(person):
        return [model.objects.filter(owner=person).count() for model in (*MODELS, Team)]


def test_all_that_one_owned_becomes_anothers(api: Api) -> None:
    ada, gone, taker, dora = office()
    contact, mine = fill(gone, taker, dora), fill(dora)
    as_taker = api(taker)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    [payload] = api(ada).data(HAND_OVER, **{"from": worlds.id_of(gone), "to": worlds.id_of(taker)}).values()
    counts = {"companies": 1, "contacts": 1, "notes": 2, "tags": 1, "teams": 1}
    people = {"madeBy": ada, "fromUser": gone, "toUser": taker}
    expected = counts | {name: {"id": worlds.id_of(person)} for name, person in people.items()}
    assert payload["userErrors"] == []
    assert {name: payload["transfer"][name] for name in expected} == expected
    assert (owned(gone), owned(taker), owned(dora)) == ([0] * 5, [1, 1, 2, 1, 1], [1, 1, 2, 1, 1])
    with worlds.within(ada):
        moved, kept = Contact.objects.get(pk=contact.pk), Contact.objects.get(pk=mine.pk)
        assert (moved.version, moved.updated_by, moved.created_by) == (2, ada, gone)
        assert (kept.version, kept.owner) == (1, dora)
        # Who it was shared with sees it still; its new owner needs no grant.
        assert {grant.user_id for grant in ContactUserGrant.objects.filter(content_object=moved)} == {dora.pk}
        team = Team.objects.get(owner=taker)
        assert Membership.objects.filter(group=team.group, user=taker).exists()
    assert as_taker.data("{ contacts { nodes { id access { manage } } } }")["contacts"]["nodes"] == [
        {"id": worlds.id_of(contact), "access": {"manage": True}}
    ]
    # And who did it sees none of it.
    assert api(ada).data("{ contacts { totalCount } companies { totalCount } }") == {
        "contacts": {"totalCount": 0},
        "companies": {"totalCount": 0},
    }


def test_it_is_written_down_for_administrators(api: Api) -> None:
    ada, gone, taker, dora = office()
    fill(gone)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    client = api(ada)
    assert client.refusals(HAND_OVER, **{"from": worlds.id_of(gone), "to": worlds.id_of(taker)}) == []
    log = client.data(LOG)["transfers"]
    assert (log["totalCount"], log["nodes"][0]["fromUser"]) == (1, {"id": worlds.id_of(gone)})
    for person in (taker, dora):
        assert api(person).data(LOG) == {"transfers": {"totalCount": 0, "nodes": []}}
        assert api(person).data("query($id: ID!) { node(id: $id) { id } }", id=log["nodes"][0]["id"]) == {"node": None}


@pytest.mark.parametrize("by", ["admin", "member"])
def test_what_is_refused_moves_nothing(api: Api, by: str) -> None:
    ada, gone, taker, dora = office()
    stranger = worlds.user(worlds.account())
    fill(gone)
    client, before = api(ada if by == "admin" else dora), worlds.rows(ada)
    tries = [
        ((gone, taker), [("INVALID", "fromUserId")]),  # is active still
        ((gone, gone), [("INVALID", "fromUserId")]),
        ((stranger, taker), [("NOT_FOUND", "fromUserId")]),
        ((gone, stranger), [("NOT_FOUND", "toUserId")]),
    ]
    for (giver, getter), refused in tries:
        said = {"from": worlds.id_of(giver), "to": worlds.id_of(getter)}
        assert client.refusals(HAND_OVER, **said) == (refused if by == "admin" else [("FORBIDDEN", None)])
    assert worlds.changed(before, ada) == set()
    User.objects.filter(pk__in=[gone.pk, dora.pk]).update(is_active=False)
    if by == "admin":
        said = {"from": worlds.id_of(gone), "to": worlds.id_of(dora)}
        assert client.refusals(HAND_OVER, **said) == [("INVALID", "toUserId")]
        assert client.refusals(HAND_OVER, **said | {"to": worlds.id_of(taker)}) == []


def test_with_reactivation_at_once_one_of_the_two_comes_first() -> None:
    ada, gone, taker, _ = office()
    fill(gone)
    User.objects.filter(pk=gone.pk).update(is_active=False)

    def run(verb: Any) -> Any:
        try:
            with worlds.within(ada):
                return verb()
        except Refused as refused:
            return type(refused)
        finally:
            connection.close()

    gone.refresh_from_db()
    verbs = [lambda: hand_over(gone, taker, actor=ada), lambda: members.reactivate(gone, actor=ada)]
    with ThreadPoolExecutor() as threads:
        moved, _ = list(threads.map(run, verbs))
    assert owned(gone)[1] == (0 if isinstance(moved, Transfer) else 1)
    with worlds.within(ada):
        assert Transfer.objects.count() == isinstance(moved, Transfer)
