"""From when on does it grow old, and what stays of it? Where that is not as of all others."""

from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import ProgrammingError, connection, connections, transaction
from django.utils import timezone

import worlds
from accounts.models import Account, User
from audit import chain
from audit.models import AuditLogEntry, Detail, Disclosure
from database.context import SETTING
from erasure import tombstones
from erasure.models import Subject
from erasure.tombstones import Tombstone
from permissions.models import SupportCase, SupportMessage, SupportRequest
from permissions.support import cases
from tests.privacy import growing_old
from tests.privacy.applying import A_LITTLE, ages, gone, rule, told
from tokens.models import PersonalToken


def test_a_token_that_was_revoked_grows_old_from_then() -> None:
    [ada] = worlds.people("ada")
    worlds.token(ada)
    old, young = ages("personal_tokens")
    token = PersonalToken.objects.get(user=ada)
    for revoked_at, left in ((None, 1), (young, 1), (old, 0)):
        PersonalToken.objects.filter(pk=token.pk).update(revoked_at=revoked_at)
        gone("personal_tokens")
        assert PersonalToken.objects.filter(pk=token.pk).count() == left


def test_what_a_new_password_has_ended_goes_though_it_would_last() -> None:
    [ada] = worlds.people("ada")
    old, young = ages("authorizations")
    later = timezone.now() + timedelta(days=20)
    ended = [growing_old.authorization(ada, at, expires_at=later, version=ada.session_version) for at in (old, young)]
    lasts = growing_old.authorization(ada, old, expires_at=later)
    gone("authorizations")
    worlds.end_sessions(ada)
    gone("authorizations")
    assert list(ada.authorizations.order_by("pk")) == [ended[1], lasts]


def test_whoever_came_is_no_registration() -> None:
    """All are old enough; one set a password, one is not alone, one has proven the address, one is an agent."""
    ages_ago = timezone.now() - timedelta(days=100)
    users = [worlds.user(worlds.account()) for _ in range(3)]
    for user in (*users, worlds.user(users[1].account), worlds.agent()):
        user.set_unusable_password()
        user.save(update_fields=["password"])
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=user == users[2])
        User.objects.filter(pk=user.pk).update(created_at=ages_ago)
    users[0].set_password(worlds.PASSWORD)
    users[0].save(update_fields=["password"])
    before = (User.objects.count(), Account.objects.count())
    gone("registrations")
    assert (User.objects.count(), Account.objects.count()) == before


def test_the_register_loses_nothing_that_is_younger_than_a_year() -> None:
    ada, ben = *worlds.people("ada"), *worlds.people("ben")
    year = timezone.now() - timedelta(days=rule("disclosures").days_min)
    young, old = growing_old.disclosure(ada, year + A_LITTLE), growing_old.disclosure(ada, year - A_LITTLE)
    of_ben = growing_old.disclosure(ben, year - A_LITTLE)
    with worlds.within(ada), connection.cursor() as cursor:
        cursor.execute("SELECT audit_forget_disclosures(%s)", [[young.pk, old.pk, of_ben.pk]])
        assert list(Disclosure.objects.values_list("pk", flat=True)) == [young.pk]
    with worlds.within(ben):
        assert Disclosure.objects.filter(pk=of_ben.pk).exists()
    with pytest.raises(ProgrammingError, match="permission denied"), worlds.within(ada):
        Disclosure.objects.all()._raw_delete("default")


def test_the_audit_forgets_from_where_alone_and_not_what_was_done() -> None:
    ada, ben = *worlds.people("ada"), *worlds.people("ben")
    quarter = timezone.now() - timedelta(days=rule("origins").days_min)
    young, old = (growing_old.entry(ada, at) for at in (quarter + A_LITTLE, quarter - A_LITTLE))
    of_ben = growing_old.entry(ben, quarter - A_LITTLE)
    with worlds.within(ada), connection.cursor() as cursor:
        every = [*Detail.objects.values_list("pk", flat=True), of_ben.pk]
        cursor.execute("SELECT audit_forget_origins(%s)", [every])
        assert set(every) - set(Detail.objects.values_list("pk", flat=True)) == {old.pk, of_ben.pk}
    with worlds.within(ben):
        assert Detail.objects.filter(pk=of_ben.pk).exists()
    assert chain.faults(ada.account_id) == []
    # By the owner of the database: what is younger is missed, and what was changed always.
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, str(ada.account_id)])
        cursor.execute("DELETE FROM audit_detail")
    assert sorted(chain.faults(ada.account_id)) == sorted(
        [f"What entry {young.entry_id} says of ORIGIN was removed."]
        + [f"What entry {entry} says of CHANGES was removed." for entry in (young.entry_id, old.entry_id)]
    )


def test_the_register_of_an_erased_account_grows_old_as_well() -> None:
    gone_one = User(pk=uuid4(), account_id=uuid4())
    old = ages("disclosures")[0]
    growing_old.disclosure(gone_one, old)
    assert gone("disclosures") == 0
    stone = {"at": old, "account": gone_one.account_id, "id": gone_one.account_id, "by": gone_one.pk}
    tombstones.keep(settings.TOMBSTONES, Tombstone(subject=Subject.ACCOUNT, **stone))
    assert gone("disclosures") == 1


def test_what_people_wrote_is_told_to_be_gone_and_the_chain_is_whole() -> None:
    [ada] = worlds.people("ada")
    case = growing_old.support_case(ada, ages("support_cases")[0])
    invitation = growing_old.invitation(ada, ages("invitations")[0])
    told(apply=True)
    with worlds.within(ada):
        written = AuditLogEntry.objects.filter(user_id=None).order_by("action")
        found = list(written.values_list("action", "record_id"))
    assert found == [("invitation:expire", invitation.pk), ("support_case:expire", case.pk)]
    assert chain.faults(ada.account_id) == []


def test_a_case_for_which_support_read_stays_without_what_was_said() -> None:
    [ada] = worlds.people("ada")
    request = worlds.approved(ada, worlds.agent(), worlds.contact(ada))
    with worlds.within(ada):
        case = SupportCase.objects.get(pk=request.case_id)
        cases.close(case, actor=ada)
        SupportCase.objects.filter(pk=case.pk).update(closed_at=ages("support_cases")[0])
    open_one = worlds.case(ada)
    assert gone("support_cases") >= 1
    assert gone("support_cases") == 0
    with worlds.within(ada):
        assert set(SupportCase.objects.all()) == {case, open_one}
        assert list(SupportRequest.objects.all()) == [request]
        assert [message.case_id for message in SupportMessage.objects.all()] == [open_one.pk]
