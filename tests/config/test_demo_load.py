"""Does the loader make as many contacts as asked for, as consistent as if people had made and shared them?"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F

import worlds
from accounts.models import Account, Membership, User
from activities.models import Note
from api import Api
from config.demo import bulk, times
from config.demo.rows import Crowd
from contacts.models import Company, Contact, ContactTag, Email, Phone, Tag
from contacts.validation import clean_parts, display_name
from contacts.values import ContactValues, EmailValue, PhoneValue
from database.checks import Checks
from permissions.levels import Level
from permissions.models import ContactTeamGrant, ContactUserGrant

N = 2_000
PASSWORD = "correct horse battery"
GRANTS: tuple[tuple[Any, str], ...] = ((ContactUserGrant, "user_id"), (ContactTeamGrant, "group_id"))
INCLUDED = {frozenset(included.codename(Contact) for included in level.included): level for level in Level}


@dataclass(frozen=True, kw_only=True)
class Load:
    printed: str
    accounts: list[Account]
    users: list[User]

    def rows(self, found: Any) -> list[Any]:
        """What `found()` finds in all of its accounts."""
        return [row for account in self.accounts for row in within(account, found)]


def within(account: Account, found: Any) -> list[Any]:
    with worlds.within(account.users.first()):
        return list(found())


def load(contacts: int, **options: Any) -> Load:
    printed = StringIO()
    call_command("demo", contacts=contacts, stdout=printed, **options)
    run = printed.getvalue().split()[1]
    accounts = Account.objects.filter(name__startswith=f"Load {run} ").order_by("id")
    users = User.objects.filter(account__in=accounts).order_by("username")
    return Load(printed=printed.getvalue(), accounts=list(accounts), users=list(users))


@pytest.fixture(scope="module")
def loaded() -> Iterator[Load]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STEWARD_DEMO_PASSWORD", PASSWORD)
        yield load(N)


def test_there_are_as_many_contacts_as_asked_for(loaded: Load) -> None:
    assert len(loaded.accounts) == 2
    assert len(loaded.users) == 10
    counts = {model: len(loaded.rows(model.objects.all)) for model in (Contact, Company, Note, ContactTag, Tag)}
    assert counts == {Contact: N, Company: N / 10, Note: 3 * N, ContactTag: 2 * N, Tag: 8 * 10}
    assert 1.9 * N < len(loaded.rows(Email.objects.all)) < 2.1 * N
    assert 0.9 * N < len(loaded.rows(Phone.objects.all)) < 1.1 * N
    assert f"{N:>13,} contacts_contact\n" in loaded.printed


def test_everybody_has_the_password_that_is_set(loaded: Load) -> None:
    assert len({user.password for user in loaded.users}) == 1
    assert loaded.users[0].check_password(PASSWORD)
    assert "They sign in with STEWARD_DEMO_PASSWORD." in loaded.printed


def test_everybody_is_in_one_to_three_teams(loaded: Load) -> None:
    memberships = Counter(membership.user_id for membership in loaded.rows(Membership.objects.all))
    assert set(memberships) == {user.pk for user in loaded.users}
    assert set(memberships.values()) <= {1, 2, 3}


@pytest.mark.parametrize(("model", "principal"), GRANTS)
def test_a_grant_has_a_row_for_each_level_that_it_includes(loaded: Load, model: Any, principal: str) -> None:
    levels = defaultdict(set)
    for record, whom, codename in loaded.rows(
        model.objects.values_list("content_object_id", principal, "permission__codename").all
    ):
        levels[record, whom].add(codename)
    shares = Counter(INCLUDED[frozenset(codenames)] for codenames in levels.values())
    share = 0.20 if principal == "user_id" else 0.05
    assert share * 0.8 < len(levels) / N < share * 1.2
    assert shares[Level.VIEW] > shares[Level.EDIT] > shares[Level.MANAGE] > 0


def test_grants_stay_within_the_account_and_go_to_others_than_the_owner(loaded: Load) -> None:
    crossed = ContactUserGrant.objects.exclude(
        account=F("content_object__account"), user__account=F("account")
    ) | ContactUserGrant.objects.filter(user=F("content_object__owner"))
    assert loaded.rows(crossed.all) == []
    assert loaded.rows(ContactTeamGrant.objects.exclude(group__team__account=F("account")).all) == []


def test_links_stay_with_one_owner(loaded: Load) -> None:
    linked = Contact.objects.filter(company__isnull=False)
    assert 0.6 * N < len(loaded.rows(linked.all)) < 0.9 * N
    assert loaded.rows(linked.exclude(company__owner=F("owner")).all) == []
    assert loaded.rows(ContactTag.objects.exclude(contact__owner=F("tag__owner")).all) == []
    assert loaded.rows(Note.objects.exclude(contact__owner=F("owner")).all) == []


def test_each_sees_their_own_and_what_was_shared_with_them(loaded: Load, api: Api) -> None:
    for user in (loaded.users[0], loaded.users[-1]):
        teams = Membership.objects.filter(user=user).values("group")
        seen = (
            Contact.objects.filter(owner=user)
            | Contact.objects.filter(user_grants__user=user)
            | Contact.objects.filter(team_grants__group__in=teams)
        )
        count = len(set(within(user.account, seen.values_list("pk", flat=True).all)))
        assert api(user).data("{ contacts { totalCount } }") == {"contacts": {"totalCount": count}}


def test_rows_are_what_the_actions_would_have_stored(loaded: Load) -> None:
    contacts = loaded.rows(Contact.objects.prefetch_related("email_parts", "phone_parts")[:100].all)
    for contact in contacts:
        emails, phones = list(contact.email_parts.all()), list(contact.phone_parts.all())
        values = ContactValues(
            emails=tuple(EmailValue(address=row.address, label=row.label) for row in emails),
            phones=tuple(PhoneValue(number=row.number, label=row.label) for row in phones),
        )
        cleaned = clean_parts(values, Checks(), country=contact.account.country)
        assert [row.normalized for row in emails] == [row.normalized for row in cleaned["emails"]]
        assert [row.e164 for row in phones] == [row.e164 for row in cleaned["phones"]]
        assert contact.display_name == display_name(vars(contact), (), ())


def test_ids_sort_as_the_moments_of_creation(loaded: Load) -> None:
    for account in loaded.accounts:
        for model in (Contact, Company, Note):
            rows = within(account, model.objects.order_by("id").values_list("created_at", "updated_at").all)
            assert all(earlier[0] <= later[0] for earlier, later in pairwise(rows))
            assert all(made <= changed for made, changed in rows)


def test_the_same_seed_makes_the_same_contacts_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STEWARD_DEMO_PASSWORD", raising=False)
    one, again, other = load(30), load(30), load(30, seed=2)
    names = [
        sorted(each.rows(Contact.objects.values_list("display_name", flat=True).all)) for each in (one, again, other)
    ]
    assert names[0] == names[1] != names[2]
    assert {user.username for user in one.users}.isdisjoint(user.username for user in again.users)
    assert not one.users[0].has_usable_password()
    assert "They cannot sign in: STEWARD_DEMO_PASSWORD is not set." in one.printed


def test_a_load_that_fails_leaves_nothing_half_done(monkeypatch: pytest.MonkeyPatch) -> None:
    before = Account.objects.count(), User.objects.count()
    monkeypatch.setattr(bulk.Staging, "move", lambda self: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        load(30)
    assert (Account.objects.count(), User.objects.count()) == before


def test_requests_keep_their_limits_after_a_load() -> None:
    load(1)
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("10s",)


@pytest.mark.parametrize(
    ("contacts", "accounts", "users"),
    [(1, 2, 10), (1_999, 2, 10), (26_000, 2, 26), (1_000_000, 40, 1_000), (100_000_000, 4_000, 100_000)],
)
def test_a_load_is_divided_into_accounts_of_25(contacts: int, accounts: int, users: int) -> None:
    shares = bulk.shares(contacts)
    assert len(shares) == accounts
    assert sum(share.contacts for share in shares) == contacts
    assert [number for share in shares for number in share.users] == [*range(1, users + 1)]
    assert max(len(share.users) for share in shares) - min(len(share.users) for share in shares) <= 1


def test_few_own_many_and_most_own_hundreds() -> None:
    users = [f"{number:032x}" for number in range(25)]
    crowd = Crowd(users, [1, 2, 3], rng=Random(1), until=times.now_ms())
    crowd.take()
    for _ in range(5_000):
        crowd.add_contact(times.now_ms())
    owned = sorted(Counter(row[1] for row in crowd.take()[Contact]).values())
    assert len(owned) == 25
    assert 0.08 < owned[-1] / 5_000 < 0.11
    assert sum(count < 0.04 * 5_000 for count in owned) > 13


@pytest.mark.parametrize("contacts", [0, -1, 100_000_001])
def test_a_number_out_of_range_is_refused(contacts: int) -> None:
    before = Account.objects.count()
    with pytest.raises(CommandError, match=r"^--contacts takes a number from 1 to 100,000,000\.$"):
        call_command("demo", contacts=contacts)
    assert Account.objects.count() == before
