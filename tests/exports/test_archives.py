"""Who can ask for an archive, see it, get it and count it? Whoever owns what is in it, and nobody else."""

import hashlib
import re
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.utils import timezone

import worlds
from accounts.models import CUSTOMER_ROLES, Role, User
from api import Api
from database.refusals import RefusalCode
from exports import actions
from exports.files import archive_file, parts_folder
from exports.jobs import export as export_job
from exports.models import Archive, State
from exports.signing import public_keys
from exports.verifying import verify
from tests.exports.asking import asked, bring_back, exported
from tests.exports.belongings import furnished
from told import settle
from work import do_jobs

ASK = "mutation { exportArchive(input: {}) { archive { id state } userErrors { code field } } }"
ASK_OF = "mutation($id: ID) { exportArchive(input: {userId: $id}) { archive { id } userErrors { code field } } }"
MINE = "{ viewer { archives { id state done total bytes sha256 requestedAt completedAt expiresAt downloadUrl } } }"
LEFT = "{ viewer { disclosures { nodes { recordId recipient recipientId times } } } }"
NODE = "query($id: ID!) { node(id: $id) { ... on Archive { id state downloadUrl } } }"
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
OF_OTHERS = "{ users { nodes { id archives { id } } } }"


@pytest.mark.parametrize("role", CUSTOMER_ROLES)
def test_p16_who_signs_in_takes_along_what_they_own_in_every_state_of_the_account(api: Api, role: Role) -> None:
    zoe = worlds.user(worlds.account(), role=role)
    furnished(zoe)
    worlds.end_trial(zoe.account)
    client = api(zoe)
    assert client.refusals('mutation { createTag(input: {name: "A"}) { userErrors { code field } } }')
    asked_for = client.data(ASK)["exportArchive"]
    assert (asked_for["archive"]["state"], asked_for["userErrors"]) == ("QUEUED", [])
    do_jobs()
    [archive] = client.data(MINE)["viewer"]["archives"]
    assert (archive["id"], archive["state"]) == (asked_for["archive"]["id"], "COMPLETE")
    assert archive["done"] == archive["total"] > 0
    assert archive["requestedAt"] < archive["completedAt"] < archive["expiresAt"]
    answer = client.get(archive["downloadUrl"])
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert len(answer.content) == archive["bytes"]
    assert hashlib.sha256(answer.content).hexdigest() == archive["sha256"]
    settle()
    [left] = client.data(LEFT)["viewer"]["disclosures"]["nodes"]
    assert left == {"recordId": archive["id"], "recipient": "ARCHIVE", "recipientId": archive["id"], "times": 1}
    assert client.data(NODE, id=archive["id"])["node"]["downloadUrl"] == archive["downloadUrl"]


def test_p16_another_neither_sees_nor_counts_nor_gets_an_archive(api: Api) -> None:
    zoe = worlds.user(worlds.account())
    admin, superuser = worlds.user(zoe.account, role=Role.ADMIN), worlds.user(zoe.account, is_superuser=True)
    [stranger] = worlds.people("stranger")
    file = exported(zoe)
    path = f"/archives/arc_{file.stem}"
    assert api(zoe).get(path).content == file.read_bytes()
    for other in (admin, superuser, stranger):
        client = api(other)
        assert client.data(MINE)["viewer"]["archives"] == []
        assert client.data(NODE, id=f"arc_{file.stem}")["node"] is None
        assert {user["id"]: user["archives"] for user in client.data(OF_OTHERS)["users"]["nodes"]}[
            worlds.id_of(other)
        ] == []
        assert not any(user["archives"] for user in client.data(OF_OTHERS)["users"]["nodes"])
        hidden, missing = client.get(path), client.get(f"/archives/arc_{'0' * 32}")
        assert (hidden.status_code, missing.status_code) == (404, 404)
        assert CSRF.sub("", hidden.text) == CSRF.sub("", missing.text)
    assert api().get(path).status_code == 404
    assert api(token=worlds.token(zoe)).get(path).status_code == 404


def test_nobody_exports_for_another(api: Api) -> None:
    ada = worlds.user(worlds.account(), role=Role.ADMIN)
    zoe = worlds.user(ada.account)
    client = api(ada)
    before = worlds.rows(ada)
    assert client.refusals(ASK_OF, id=worlds.id_of(zoe)) == [(RefusalCode.NOT_FOUND.name, "userId")]
    assert worlds.changed(before, ada) == set()
    assert client.refusals(ASK_OF, id=worlds.id_of(ada)) == []


@pytest.mark.parametrize("make", [worlds.token, worlds.access_token], ids=["personal token", "access token"])
def test_no_token_asks_for_one_or_reads_of_one(api: Api, make) -> None:
    [zoe] = worlds.people("zoe")
    client = api(token=make(zoe))
    for document in (ASK, MINE):
        assert client.ask(document).status_code == 403
    assert client.data("query($id: ID!) { node(id: $id) { id } }", id=worlds.id_of(asked(zoe)))["node"] is None


def test_whoever_asks_twice_has_one(api: Api) -> None:
    [zoe] = worlds.people("zoe")
    client = api(zoe)
    first, second = (client.data(ASK)["exportArchive"]["archive"]["id"] for _ in range(2))
    assert first == second
    do_jobs()
    assert client.data(ASK)["exportArchive"]["archive"]["id"] != first
    assert len(client.data(MINE)["viewer"]["archives"]) == 2


def test_what_has_expired_is_gone(api: Api) -> None:
    [zoe] = worlds.people("zoe")
    file = exported(zoe)
    path, key = f"/archives/arc_{file.stem}", UUID(file.stem)
    actions.expire(zoe.account_id, key)
    client = api(zoe)
    assert client.get(path).status_code == 200
    expire(zoe)
    assert client.get(path).status_code == 404
    assert client.data(MINE)["viewer"]["archives"] == []
    actions.expire(zoe.account_id, key)
    assert not file.exists()
    with worlds.within(zoe):
        assert not Archive.objects.exists()


def expire(person: User) -> None:
    with worlds.within(person):
        Archive.objects.update(expires_at=timezone.now() - timedelta(seconds=1))


def test_after_the_last_try_it_has_failed_and_another_can_be_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    [zoe] = worlds.people("zoe")
    archive = asked(zoe)
    monkeypatch.setattr(actions, "write", lambda archive: 1 / 0)
    for attempts, state in ((8, State.QUEUED), (9, State.FAILED)):
        with pytest.raises(ZeroDivisionError):
            export_job(context(attempts), archive=str(archive.pk), account=str(zoe.account_id))
        with worlds.within(zoe):
            assert Archive.objects.get().state == state
    assert not parts_folder(archive.pk).exists()
    assert asked(zoe).pk != archive.pk


def context(attempts: int):
    from types import SimpleNamespace

    return SimpleNamespace(job=SimpleNamespace(attempts=attempts))


def test_everybody_can_compare_with_which_key_it_is_signed(api: Api) -> None:
    [zoe] = worlds.people("zoe")
    said = api().get("/.well-known/steward-archive-key").json()
    assert [key["key"] for key in said["keys"]] == public_keys()
    verify(exported(zoe), keys=[said["keys"][0]["key"]])
    assert archive_file(asked(zoe).pk).exists() is False


def test_p15_what_was_taken_along_is_brought_back(api: Api) -> None:
    zoe, ann = worlds.user(worlds.account()), worlds.user(worlds.account())
    contact = worlds.contact(zoe, first_name="Ada")
    known = {"id": worlds.id_of(contact), "firstName": "Ada"}
    worlds.note(zoe, contact, "4242 4242 4242 4242")
    file = exported(zoe)
    client = api(ann)
    assert bring_back(client, file) == ["ARCHIVE_RECORDS_EXIST"]
    worlds.delete(contact)
    assert bring_back(client, file) == ["ARCHIVE_INVALID"]  # a card
    type(ann.account).objects.filter(pk=ann.account_id).update(allows_card_numbers=True)
    before = worlds.rows(ann)
    worlds.end_trial(ann.account)
    assert bring_back(client, file) == ["READ_ONLY"]
    assert worlds.rows(ann) == before
    ann.account.save(update_fields=["created_at"])
    assert bring_back(client, file) == []
    assert client.data("{ contacts { nodes { id firstName } } }")["contacts"]["nodes"] == [known]
    assert bring_back(client, file) == ["ACCOUNT_NOT_EMPTY"]


def test_who_makes_no_records_imports_none(api: Api) -> None:
    zoe = worlds.user(worlds.account())
    billing = worlds.user(zoe.account, role=Role.BILLING)
    file = exported(zoe)
    before = worlds.rows(billing)
    assert bring_back(api(billing), file) == ["FORBIDDEN"]
    assert worlds.rows(billing) == before
    assert bring_back(api(zoe), file) == []


def test_what_is_no_archive_or_too_long_or_from_nobody_is_not_taken(
    api: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    zoe = worlds.user(worlds.account())
    wrong = tmp_path / "wrong.zip"
    wrong.write_bytes(b"PK\5\6" + bytes(1_000))
    client = api(zoe)
    assert bring_back(client, wrong) == ["ARCHIVE_INVALID"]
    token = {"X-CSRFToken": client.cookies["csrftoken"]}
    assert client.post("/archives", headers=token, data={"archive": "none"}).status_code == 302
    assert client.post("/archives", files={"archive": b"none"}).status_code == 403  # another site's page
    monkeypatch.setattr(settings, "ARCHIVE_OCTETS_MAX", 500)
    assert client.post("/archives", headers=token, content=bytes(501)).status_code == 413
    assert client.post("/archives", headers=token, content=iter([bytes(300)] * 2)).status_code == 413
    with worlds.within(zoe):
        assert not Archive.objects.exists()
