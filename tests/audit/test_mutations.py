"""Does each mutation leave an entry: who, with what, which action, which record, from where? And none if refused."""

from uuid import UUID

import pytest

import worlds
from accounts.models import Session
from api import Api
from database.ids import encode
from graph import ids
from tests.audit.done import BESIDE, DONE, NEW, OTHER, OWN
from tests.audit.told import address, changes, details_of, entries, faults
from tests.graph.every_mutation import ADDING, ALWAYS, World, world
from tokens.models import AccessToken, PersonalToken
from tokens.secret import digest

HERE = "127.0.0.1"
CREATE = 'mutation { createContact(input: {firstName: "Zoë"}) { contact { id } userErrors { code field } } }'
DELETE = "mutation($id: ID!) { deleteContact(input: {id: $id}) { userErrors { code field } } }"
NO_PHONE = 'mutation { updateProfile(input: {phone: "none"}) { userErrors { code field } } }'


def expected(they: World, record: str, before: set[UUID]) -> set[UUID]:
    """Return the keys of which one is the record's; none for one that is new."""
    if record == OTHER:
        return before - {ids.decode(they.ids["session"])[1]}
    return {they.zoe.pk if record == OWN else ids.decode(they.ids[record])[1]}


def test_each_mutation_has_its_action() -> None:
    assert DONE.keys() == ADDING.keys() | ALWAYS.keys()


@pytest.mark.parametrize("name", DONE)
def test_what_is_done_is_written_down(api: Api, processor: str, name: str) -> None:
    they = world()
    client, (action, record) = api(they.zoe), DONE[name]
    before, sessions = entries(they.zoe), set(Session.objects.filter(user=they.zoe).values_list("public_id", flat=True))
    assert client.refusals(they.document(name), **they.named(name)) == []
    new = entries(they.zoe, but=before)
    assert {entry.action for entry in new} == {action} | BESIDE.get(name, set())
    assert {(entry.user_id, entry.credential, entry.credential_id) for entry in new} == {(they.zoe.pk, "SESSION", None)}
    assert {address(entry) for entry in new} == {HERE}
    [made] = [entry for entry in new if entry.action == action]
    if record == NEW:
        assert made.record_id is not None
        assert made.record_id not in {ids.decode(key)[1] for key in they.ids.values()}
    else:
        assert made.record_id in expected(they, record, sessions)
    assert faults(they.zoe) == []


@pytest.mark.parametrize("name", ADDING)
def test_what_an_account_that_does_not_pay_is_refused_is_not_written_down(api: Api, name: str) -> None:
    they = world()
    client = api(they.zoe)
    worlds.end_trial(they.zoe.account)
    before = entries(they.zoe)
    assert client.refusals(they.document(name), **they.named(name)) == [("READ_ONLY", None)]
    assert entries(they.zoe, but=before) == []


# Which mail one gets is nobody else's to choose, and everybody's of oneself.
@pytest.mark.parametrize("name", [name for name in ALWAYS if name != "updateMailPreferences"])
def test_what_somebody_may_not_do_is_not_written_down(api: Api, processor: str, name: str) -> None:
    they = world()
    client = api(worlds.user(they.zoe.account))
    before = entries(they.zoe)
    document = NO_PHONE if name == "updateProfile" else they.document(name)
    assert client.refusals(document, **they.named(name)) != []
    assert (entries(they.zoe, but=before), faults(they.zoe)) == ([], [])


@pytest.mark.parametrize("restrictions", [{}, {"addresses": [HERE]}], ids=["personal", "restricted"])
def test_what_a_token_does_names_it(api: Api, restrictions: dict[str, list[str]]) -> None:
    [zoe] = worlds.people("zoe")
    token = worlds.token(zoe, **restrictions)
    before = entries(zoe)
    api(token=token).data(CREATE)
    [made] = entries(zoe, but=before)
    named = PersonalToken.objects.get(digest=digest(token))
    assert (made.action, made.user_id, address(made)) == ("contact:create", zoe.pk, HERE)
    assert (made.credential, made.credential_id) == ("PERSONAL_TOKEN", named.pk)


def test_what_an_application_does_names_it(api: Api) -> None:
    [zoe] = worlds.people("zoe")
    token = worlds.access_token(zoe)
    api(token=token).data(CREATE)
    [made] = entries(zoe)
    named = AccessToken.objects.get(token_checksum=digest(token))
    assert (made.action, made.user_id, address(made)) == ("contact:create", zoe.pk, HERE)
    assert (made.credential, made.credential_id) == ("APPLICATION", named.application_id)


def test_the_fields_of_one_mutation_stand_each_for_itself(api: Api) -> None:
    [zoe] = worlds.people("zoe")
    client = api(zoe)
    before = entries(zoe)
    client.data('mutation { a: createTag(input: {name: "A"}) { userErrors { code } }'
                ' b: createTag(input: {name: ""}) { userErrors { code } }'
                ' c: createTag(input: {name: "C"}) { userErrors { code } } }')  # fmt: skip
    told = [changes(entry)["after"] for entry in entries(zoe, but=before)]
    assert (told, faults(zoe)) == ([{"name": "A"}, {"name": "C"}], [])


def test_sharing_tells_with_whom_and_how_much_before_and_after(api: Api) -> None:
    they = world()
    client, contact, ben = api(they.zoe), they.ids["contact"], they.ids["ben"]
    before = entries(they.zoe)
    share = "mutation($id: ID!, $to: ID!) { shareRecord(input: {recordId: $id, userId: $to, level: EDIT})"
    unshare = "mutation($id: ID!, $to: ID!) { unshareRecord(input: {recordId: $id, userId: $to})"
    for document in (share, unshare, unshare):
        assert client.refusals(f"{document} {{ userErrors {{ code field }} }} }}", id=contact, to=ben) == []
    assert [changes(entry) for entry in entries(they.zoe, but=before)] == [
        {"before": {"level": "VIEW"}, "after": {"userId": ben, "level": "EDIT"}},
        {"before": {"userId": ben, "level": "EDIT"}, "after": {}},
    ]


def test_of_a_contact_that_is_deleted_nothing_is_told_nor_of_its_notes(api: Api) -> None:
    [zoe] = worlds.people("zoe")
    contact, kept = worlds.contact(zoe, first_name="Grandmother"), worlds.contact(zoe, first_name="Aunt")
    notes = [worlds.note(zoe, contact, body) for body in ("Her maiden name", "Her cat")]
    gone = [record.pk for record in (contact, *notes)]
    assert details_of(zoe.account_id, *gone) == 3
    assert api(zoe).refusals(DELETE, id=encode("con", contact.pk)) == []
    assert details_of(zoe.account_id, *gone) == 0
    ended = {entry.record_id for entry in entries(zoe) if entry.action in ("contact:delete", "note:delete")}
    assert (ended, details_of(zoe.account_id, kept.pk), faults(zoe)) == (set(gone), 1, [])
