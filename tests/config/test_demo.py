"""Does the demo show what it promises, stored as clients would have stored it, and with nothing shared?"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import IntegrityError, models
from django.db.models import Count, F

import worlds
from accounts.models import Account, Membership, Role, Team, User
from activities.models import Note
from api import Api
from config import demo
from config.demo import people, times
from config.demo.belongings import Belongings
from config.demo.cultures import HOME
from contacts.actions import create_company, create_contact
from contacts.models import Address, Company, CompanyTag, Contact, ContactTag, Email, Phone, Tag
from permissions.predicates import GRANTS
from tests.database_for_tests import data_folder
from tests.processes import python, read_until

PASSWORD = "correct horse battery"
RECORDS: tuple[Any, ...] = (Company, Contact, Tag, Note)
PARTS: tuple[Any, ...] = (Email, Phone, Address)
OWN = {"id", "account_id", "created_at", "updated_at", "version", "contact_id", "company_id"}
TOTALS = "{ contacts { totalCount } companies { totalCount } tags { totalCount } }"
Users = dict[str, User]


@pytest.fixture(scope="module")
def users() -> Users:
    """The demo's people by their names."""
    return {name: User.objects.get(username=name) for name in demo.create_demo(PASSWORD)}


def each_account(users: Users, rows: Any) -> list[Any]:
    """Return what `rows()` finds within both accounts."""
    found = []
    for name in ("ada", "cleo"):
        with worlds.within(users[name]):
            found += rows()
    return found


def test_there_are_two_customers_with_their_people(users: Users) -> None:
    found = {(user.account.name, user.account.country, user.username, user.role) for user in users.values()}
    assert found == {
        ("Harbour Books", "GB", "ada", Role.ADMIN),
        ("Harbour Books", "GB", "ben", Role.MEMBER),
        ("Harbour Books", "GB", "dora", Role.MEMBER),
        ("Quarry Tools", "NO", "cleo", Role.ADMIN),
    }
    assert all(user.name and user.name.lower().startswith(name) for name, user in users.items())


def test_everybody_signs_in_by_name_and_by_email(users: Users) -> None:
    for name, user in users.items():
        assert authenticate(None, username=name, password=PASSWORD) == user
        assert authenticate(None, email=user.email, password=PASSWORD) == user
        assert authenticate(None, username=name, password="wrong horse battery") is None


def test_each_sees_what_they_have_put_in_and_nothing_else(users: Users, api: Api) -> None:
    expected = {"ada": (300, 34, 10), "ben": (40, 6, 4), "dora": (0, 0, 0), "cleo": (300, 40, 8)}
    for name, counts in expected.items():
        data = api(users[name]).data(TOTALS)
        assert tuple(data[field]["totalCount"] for field in ("contacts", "companies", "tags")) == counts, name


def test_nothing_is_shared(users: Users) -> None:
    grants = [grant for pair in GRANTS.values() for grant in pair]
    assert each_account(users, lambda: [row for grant in grants for row in grant.objects.all()]) == []


def test_ada_and_ben_are_a_team(users: Users) -> None:
    with worlds.within(users["ada"]):
        team = Team.objects.get()
        members = Membership.objects.filter(group=team.group).values_list("user__username", flat=True)
        assert (team.name, team.owner_id, sorted(members)) == ("Sales", users["ada"].pk, ["ada", "ben"])


def test_links_stay_with_one_owner(users: Users) -> None:
    strangers = {
        Contact: Contact.objects.filter(company__isnull=False).exclude(company__owner=F("owner")),
        ContactTag: ContactTag.objects.exclude(contact__owner=F("tag__owner")),
        CompanyTag: CompanyTag.objects.exclude(company__owner=F("tag__owner")),
        Note: Note.objects.exclude(contact__owner=F("owner")).exclude(company__owner=F("owner")),
    }
    for model, rows in strangers.items():
        assert each_account(users, rows.all) == []
        assert len(each_account(users, model._default_manager.all)) > 20


def test_names_come_in_many_scripts_and_with_gaps(users: Users) -> None:
    contacts: list[Contact] = each_account(users, Contact.objects.all)
    names = {contact.display_name for contact in contacts}
    assert all(name.strip() for name in names)
    assert {name for name in names if "O'Brien" in name or "O’Neill" in name}
    for letter in "Øöéł李佐лوİ":
        assert any(letter in name for name in names), letter
    for field in ("first_name", "last_name", "job_title", "birthday", "website", "source", "company_id"):
        assert {getattr(contact, field) is None for contact in contacts} == {True, False}, field
    for field in ("middle_name", "prefix", "suffix", "nickname"):
        assert any(getattr(contact, field) for contact in contacts), field
    assert [contact for contact in contacts if "@" in contact.display_name]


def test_there_are_namesakes(users: Users) -> None:
    with worlds.within(users["ada"]):
        smiths = Contact.objects.filter(owner=users["ada"], last_name="Smith")
        assert len(smiths) > 40
        assert smiths.values("display_name").annotate(count=Count("id")).filter(count__gt=2).exists()


def test_there_are_none_one_and_several_of_everything(users: Users) -> None:
    with worlds.within(users["ada"]):
        for parts in ("email_parts", "phone_parts", "address_parts", "notes", "tags"):
            counts = set(Contact.objects.annotate(count=Count(parts)).values_list("count", flat=True))
            assert {0, 1, 2} <= counts, parts
        lengths = sorted(len(note.body) for note in Note.objects.all())
        assert lengths[0] < 50
        assert lengths[-1] > 1000


@pytest.mark.parametrize("model", RECORDS)
@pytest.mark.parametrize("name", ["ada", "cleo"])
def test_ids_sort_as_the_moments_of_creation(users: Users, model: Any, name: str) -> None:
    now = datetime.now(UTC)
    with worlds.within(users[name]):
        rows = list(model.objects.order_by("id"))
    moments = [row.created_at for row in rows]
    assert moments == sorted(moments) == [times.as_datetime(row.pk.int >> 80) for row in rows]
    assert now - timedelta(days=731) < moments[0] < moments[-1] < now
    assert moments[-1] - moments[0] > timedelta(days=600) or model is Tag
    assert {row.pk.version for row in rows} == {7}
    for row in rows:
        assert row.created_at <= row.updated_at < now
        assert (row.version == 1) == (row.updated_at == row.created_at)


def test_people_are_older_than_what_they_put_in(users: Users) -> None:
    for user in users.values():
        assert user.created_at == times.as_datetime(user.account_id.int >> 80)
        # The trial of the account begins with the demo, so that what there is can be changed.
        assert datetime.now(UTC) - user.account.created_at < timedelta(days=1)
    with worlds.within(users["ada"]):
        assert not Contact.objects.filter(created_at__lte=users["ada"].created_at).exists()


@pytest.mark.parametrize("country", ["GB", "NO"])
def test_records_are_what_the_actions_would_have_stored(country: str) -> None:
    owner = worlds.user(worlds.account(country=country))
    until = times.now_ms()
    belongings = Belongings(owner, country=country, rng=Random(country), until=until)
    rng = Random(2)
    made: list[tuple[Any, Any]] = []
    for _ in range(30):
        person, firm = people.contact(rng, HOME[country]), people.company(rng, HOME[country])
        with worlds.within(owner):
            made.append(
                (create_contact(person, actor=owner), belongings.contact(person, company=None, tags=[], made=until))
            )
            made.append((create_company(firm, actor=owner), belongings.company(firm, tags=[], made=until)))
    with worlds.within(owner):
        belongings.store()
        for acted, stored in made:
            assert columns(acted) == columns(stored)
            assert parts(acted) == parts(stored)


def columns(row: models.Model) -> dict[str, Any]:
    row.refresh_from_db()
    return {field.attname: getattr(row, field.attname) for field in row._meta.fields if field.attname not in OWN}


def parts(record: Contact | Company) -> list[list[dict[str, Any]]]:
    link = {record._meta.model_name or "": record}
    return [[columns(row) for row in part.objects.filter(**link).order_by("position")] for part in PARTS]


def test_a_second_demo_fails_and_leaves_nothing(users: Users) -> None:
    before = Account.objects.count()
    with pytest.raises(IntegrityError):
        demo.create_demo(PASSWORD)
    assert Account.objects.count() == before


def test_the_command_refuses_a_database_with_accounts(users: Users) -> None:
    with pytest.raises(CommandError, match="There are accounts already"):
        call_command("demo")


def test_the_command_creates_the_demo_in_an_empty_database_only() -> None:
    with data_folder() as data:
        assert steward(data, "demo") == (
            1,
            "CommandError: The database has no tables yet; steward serve makes them when it starts.",
        )
        with python("-m", "config.manage", "serve", "--no-demo", "--port", "0", "--data", data) as process:
            read_until(process, "/healthz")
            process.terminate()
            process.communicate()
        code, printed = steward(data, "demo", STEWARD_DEMO_PASSWORD=PASSWORD)
        assert code == 0
        assert printed == f"Created a demo account: sign in as ada or ben or dora or cleo with the password {PASSWORD}"
        code, printed = steward(data, "demo")
        assert code == 1
        assert printed.startswith("CommandError: There are accounts already")


def steward(data: Path, *arguments: str, **variables: str) -> tuple[int, str]:
    """The exit code, and the last line that was printed."""
    with python("-m", "config.manage", *arguments, "--data", data, **variables) as process:
        printed, _ = process.communicate()
    return process.returncode, printed.splitlines()[-1]
