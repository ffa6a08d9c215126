"""Is what was erased nowhere any more, and nothing else gone? Asked for, confirmed by mail, done by a job."""

import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from psycopg.conninfo import make_conninfo

from accounts.models import Account, KnownDevice, Role, User
from api import Client
from audit import chain
from audit.models import AuditLogEntry
from billing.models import Customer
from config.importing import rights
from contacts.actions import update_contact
from contacts.models import Contact
from contacts.values import ContactValues, EmailValue
from database import address
from database.context import account_context
from database.roles import CLOSED
from erasure import actions, receipts, tombstones
from erasure.erasing import erase
from erasure.models import Erasure, Subject
from erasure.subjects import belongings, counts, tables
from exports import importing
from exports.actions import export_archive
from exports.files import archive_file
from exports.layout import Fault
from exports.models import ArchiveImport
from exports.restoring import Refuses
from exports.signing import public_keys
from mails import body, key, mails
from permissions.levels import Level
from permissions.support.models import OpenCase
from tests.erasure.everywhere import places
from tests.exports.asking import sent
from tokens.scopes import SCOPES
from work import do_jobs
from worlds import (
    access_token,
    account,
    agent,
    approved,
    case,
    company,
    contact,
    delete,
    grant,
    id_of,
    invitation,
    note,
    people,
    tag,
    team,
    token,
    user,
    within,
)

REQUEST = """mutation($id: ID!) { requestErasure(input: {id: $id}) {
  preview { goes { kind count } stays confirmBy } userErrors { code field } } }"""
# What is kept of what was done, and for three days the job that did it: ids.
KEPT = {"audit_entry", "audit_link", "procrastinate_jobs"}
CANARY = "Quetzalcoatlus"
SECONDS_MAX = 30


@pytest.fixture(autouse=True)
def _kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings, "TOMBSTONES", tmp_path / "tombstones.jsonl")
    monkeypatch.setattr(settings, "ARCHIVES", tmp_path / "archives")


def kept_in(*values: str) -> set[str]:
    with psycopg.connect(make_conninfo(address.conninfo("owner")), autocommit=True) as connection:
        return places(connection, *values)


def confirmed(server: str, person: User) -> httpx.Response:
    """The answer to who follows the link in the last mail to a person, and presses the button."""
    with Client(server) as browser:
        address = f"/account/erasure/{key(mails(person.email)[-1])}/"
        page = browser.get(address)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        return browser.post(
            address, data={"csrfmiddlewaretoken": token[1] if token else ""}, headers={"Referer": server}
        )


def erased(server: str, person: User, of: Any) -> dict[str, Any]:
    """Have it erased, which is written down; return what the receipt says."""
    with Client(server, person) as client:
        assert client.data(REQUEST, id=id_of(of))["requestErasure"]["userErrors"] == []
    assert confirmed(server, person).status_code == 302
    do_jobs()
    with account_context(person.account_id):
        written = AuditLogEntry.objects.filter(record_id=of.pk, user_id=person.pk).values_list("action", flat=True)
        verbs = {action.partition(":")[2] for action in written}
    assert verbs >= {"request_erasure", "confirm_erasure", "erase"}
    said, _ = receipts.verify(body(mails(person.email)[-1]))
    return said


def contact_of(owner: User) -> Contact:
    """A contact that has a canary in all of it, and whose changes tell of it."""
    made = contact(
        owner,
        first_name=f"{CANARY} 1",
        emails=[EmailValue(address=f"{CANARY}@example.org")],
        company=company(owner),
        tags=[tag(owner)],
    )
    note(owner, made, f"{CANARY} 2")
    with within(owner):
        update_contact(made, ContactValues(last_name=f"{CANARY} 3"), actor=owner)
    return made


def archived(owner: User) -> Path:
    """The file of an archive of all that the owner has."""
    with within(owner):
        archive = export_archive(actor=owner)
    do_jobs()
    return archive_file(archive.pk)


def test_p16_a_contact_is_erased_from_all_that_is_kept(server: str) -> None:
    of = account()
    owner, colleague = people("owner", "colleague", of=of)
    made, other = contact_of(owner), contact(owner, first_name="Other")
    grant(made, colleague, Level.EDIT)
    file = archived(owner)
    assert (file.exists(), len(kept_in(CANARY)) > 5) == (True, True)
    said = erased(server, owner, made)
    assert (kept_in(CANARY), file.exists()) == (set(), False)
    assert said["gone"].items() >= {"contacts": 1, "notes": 1, "e-mail addresses": 1, "archives": 1}.items()
    assert (said["erased"], said["confirmedBy"]) == (id_of(made), id_of(owner))
    with within(owner):
        assert list(Contact.objects.all()) == [other]
    assert chain.faults(of.pk) == []


def test_p3_p16_a_person_is_erased_with_the_data_they_own(server: str) -> None:
    of = account()
    boss, gone = user(of, "boss", role=Role.ADMIN), user(of, CANARY, phone="+441632960001")
    User.objects.filter(pk=gone.pk).update(name=f"{CANARY} 4")
    asked = case(gone, subject=f"{CANARY} 5")
    made, others = contact_of(gone), contact(boss, first_name="Other")
    with within(gone):
        update_contact(others, ContactValues(last_name="Changed"), actor=gone)
    said = erased(server, gone, gone)
    assert kept_in(CANARY, "441632960001") == set()
    assert said["gone"].items() >= {"users": 1, "contacts": 1, "companies": 1, "sessions": 1}.items()
    assert not OpenCase.objects.filter(pk=asked.pk).exists()
    nobody = User.objects.get(pk=gone.pk)
    assert (nobody.is_active, nobody.email, nobody.username) == (
        False,
        f"{gone.pk.hex}@erased.invalid",
        f"erased-{gone.pk.hex}",
    )
    with within(boss):
        assert list(Contact.objects.values_list("pk", "updated_by")) == [(others.pk, gone.pk)]
        assert not Contact.objects.filter(pk=made.pk).exists()
    assert chain.faults(of.pk) == []


def test_p16_an_account_is_erased_with_all_that_is_in_it(server: str) -> None:
    of, other = account(), account()
    Account.objects.filter(pk=of.pk).update(name=CANARY)
    boss, member = user(of, f"{CANARY}-b", role=Role.ADMIN), user(of, f"{CANARY}-m")
    team(boss, member, name=f"{CANARY} team")
    invitation(of, boss, f"{CANARY}-i")
    token(boss, "contacts:read")
    access_token(member, "contacts:read")
    KnownDevice.objects.create(user=boss, digest="0" * 64, seen_at=timezone.now())
    for owner in (boss, member):
        approved(owner, agent(), contact_of(owner))
    neighbour = contact(user(other), first_name="Neighbour")
    file = archived(boss)
    said = erased(server, boss, of)
    assert (kept_in(CANARY), file.exists()) == (set(), False)
    assert said["gone"].items() >= {"accounts": 1, "users": 2, "contacts": 2, "notes": 2}.items()
    # Only that something was done is there, by ids.
    assert {place.partition(".")[0] for place in kept_in(str(of.pk))} == KEPT
    assert chain.faults(of.pk) == []
    with account_context(other.pk):
        assert Contact.objects.filter(pk=neighbour.pk).exists()


@pytest.mark.parametrize("subject", [Subject.CONTACT, Subject.USER, Subject.ACCOUNT])
def test_what_is_erased_does_not_come_back_by_an_import_that_waits(subject: str) -> None:
    boss = user(account(), "boss", role=Role.ADMIN)
    made = contact(boss)
    with within(boss):
        archive = export_archive(actor=boss)
    do_jobs()
    gone, other = people("gone", "other", of=boss.account)
    waiting, of_another = sent(gone, archive_file(archive.pk)), sent(other, archive_file(archive.pk))
    of = {Subject.CONTACT: contact(gone), Subject.USER: gone, Subject.ACCOUNT: gone.account}[Subject(subject)]
    with within(boss):
        assert counts(subject, of.pk)["archive imports"] == 1 + (subject == Subject.ACCOUNT)
        erase(subject, of.pk, actor=boss)
    assert not archive_file(waiting.pk).exists()
    assert archive_file(of_another.pk).exists() is (subject != Subject.ACCOUNT)
    do_jobs()
    with within(boss):
        assert ArchiveImport.objects.filter(owner=gone).count() == 0
        assert Contact.objects.filter(pk=made.pk).exists() is (subject != Subject.ACCOUNT)
        assert not Contact.objects.filter(owner=gone).exists()


def test_an_erasure_waits_for_an_import_that_is_under_way_and_has_all_of_it() -> None:
    boss, gone = people("boss", "gone")
    made = contact(boss)
    file = archived(boss)
    delete(made)
    waiting, has_begun, may_go_on = sent(gone, file), Event(), Event()

    def held_up(actor: User) -> Refuses:
        has_begun.set()
        assert may_go_on.wait(SECONDS_MAX)
        return rights(actor)

    def bring_back() -> None:
        importing.finish(waiting.account_id, waiting.pk, rights=held_up)
        connection.close()

    def erase_gone() -> None:
        with within(boss):
            erase(Subject.USER, gone.pk, actor=gone)
        connection.close()

    with ThreadPoolExecutor() as pool:
        imports = pool.submit(bring_back)
        assert has_begun.wait(SECONDS_MAX)
        erases = pool.submit(erase_gone)
        time.sleep(0.5)
        assert not erases.done()
        may_go_on.set()
        imports.result()
        erases.result()
    with within(boss):
        assert AuditLogEntry.objects.filter(action="archive:import", user_id=gone.pk).exists()
        assert not Contact.objects.exists()


def test_nothing_goes_before_it_is_confirmed_nor_by_another_link(server: str) -> None:
    owner, thief = people("owner", "thief")
    made = contact_of(owner)
    with Client(server, owner) as client:
        answer = client.data(REQUEST, id=id_of(made))["requestErasure"]["preview"]
        assert {"kind": "contacts", "count": 1} in answer["goes"]
        first = key(mails(owner.email)[-1])
        client.data(REQUEST, id=id_of(made))
    do_jobs()
    with Client(server) as browser:
        for wrong in (first, key(mails(owner.email)[-1])[:-1] + "!", "x", f"{thief.account_id.hex}-{first[33:]}"):
            page = browser.get(f"/account/erasure/{wrong}/")
            assert (page.status_code, "This link does not work" in page.text) == (200, True)
        assert browser.get(f"/account/erasure/{key(mails(owner.email)[-1])}/").status_code == 200  # looked at alone
    do_jobs()
    with within(owner):
        assert Contact.objects.filter(pk=made.pk).exists()
    assert confirmed(server, owner).status_code == 302
    do_jobs()
    with within(owner):
        assert not Contact.objects.filter(pk=made.pk).exists()
    with Client(server) as browser:  # replayed
        assert "This link does not work" in browser.get(f"/account/erasure/{key(mails(owner.email)[-2])}/").text


def test_nobody_erases_what_is_not_theirs(server: str) -> None:
    of = account()
    boss, owner, colleague = user(of, "boss", role=Role.ADMIN), user(of, "owner"), user(of, "colleague")
    stranger = user(account(), "stranger", role=Role.ADMIN)
    made = contact_of(owner)
    grant(made, colleague, Level.MANAGE)
    refused = {
        (colleague, made): ("FORBIDDEN", None),  # may delete it, but it is not theirs
        (boss, made): ("NOT_FOUND", "id"),
        (stranger, made): ("NOT_FOUND", "id"),
        (boss, owner): ("FORBIDDEN", None),
        (stranger, owner): ("NOT_FOUND", "id"),
        (owner, of): ("FORBIDDEN", None),
        (stranger, of): ("NOT_FOUND", "id"),
        (boss, boss): ("LAST_ADMIN", "userId"),
    }
    before = (len(mails(owner.email)), kept_in(CANARY))
    for (person, what), expected in refused.items():
        with Client(server, person) as client:
            assert client.refusals(REQUEST, id=id_of(what)) == [expected]
            assert mails(person.email) == []
    with Client(server, token=token(owner, *SCOPES)) as client:
        assert client.code(REQUEST, id=id_of(made)) == "FORBIDDEN"
    assert (len(mails(owner.email)), kept_in(CANARY)) == before
    with within(owner):
        assert not Erasure.objects.exists()
    assert erased(server, owner, made)["erased"] == id_of(made)


def test_an_account_that_is_being_paid_for_is_closed_first(server: str) -> None:
    of = account()
    boss = user(of, "boss", role=Role.ADMIN)
    customer = Customer.objects.create(account=of, id=f"cus_{of.pk.hex}")
    with Client(server, boss) as client:
        assert client.refusals(REQUEST, id=id_of(of)) == [("ACCOUNT_OPEN", "id")]
    assert mails(boss.email) == []
    customer.delete()
    erased(server, boss, of)
    assert not Account.objects.filter(pk=of.pk).exists()


def test_a_kill_between_the_tombstone_and_the_erasure_loses_neither(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = people("owner")[0]
    made = contact_of(owner)
    with Client(server, owner) as client:
        client.data(REQUEST, id=id_of(made))
    confirmed(server, owner)
    with within(owner):
        waiting = Erasure.objects.get()
    with monkeypatch.context() as killed, pytest.raises(KeyboardInterrupt):
        killed.setattr("erasure.actions.erase", interrupt)
        actions.finish(owner.account_id, waiting.pk)
    with within(owner):
        assert Contact.objects.filter(pk=made.pk).exists()
    do_jobs()
    assert kept_in(CANARY) == set()
    [kept] = tombstones.read(settings.TOMBSTONES)
    assert (kept.subject, kept.id, kept.account, kept.by) == (Subject.CONTACT, made.pk, owner.account_id, owner.pk)
    assert CANARY not in settings.TOMBSTONES.read_text()


def interrupt(*_: Any, **__: Any) -> None:
    raise KeyboardInterrupt


def test_no_table_that_names_people_or_accounts_is_forgotten() -> None:
    """By the database's own references, and not by what Django knows of them."""
    going = {model._meta.db_table for model in tables()} | {model._meta.db_table for model, _ in belongings(User)}
    references = "SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f' AND confrelid = %s::regclass"
    with connection.cursor() as cursor:
        for target in ("accounts_user", "accounts_account"):
            cursor.execute(references, [target])
            assert {name for (name,) in cursor.fetchall()} <= going | {"accounts_user", "accounts_account"} | CLOSED


def test_a_receipt_that_was_altered_is_none(server: str) -> None:
    owner = people("owner")[0]
    erased(server, owner, contact_of(owner))
    text = body(mails(owner.email)[-1])
    said, signed_by = receipts.verify(text)
    assert signed_by in public_keys()
    line = next(line for line in text.splitlines() if receipts.FORMAT in line)
    for place in range(len(line)):
        with pytest.raises(Fault):
            receipts.verify(text.replace(line, f"{line[:place]}~{line[place + 1 :]}"))
    with pytest.raises(Fault):
        receipts.verify(line)
    assert json.loads(line) == said
