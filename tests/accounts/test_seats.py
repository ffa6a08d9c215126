"""Is whoever works in an account counted, and is it told on, once, when that changes?"""

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connections
from django.utils import timezone

import mails
import worlds
from accounts import invitations, joining, members, seats
from accounts.joining import LINK_LASTS, Registration
from accounts.models import Account, Role, User
from database.refusals import Invalid
from tests.accounts.browser import PASSWORD, new_name
from tokens.applications import ApplicationValues, delete_application, register_application
from tokens.oauth_models import Application, ClientType
from work import jobs


def told(account: Account) -> tuple[int, list[str]]:
    """Return how often the account's people have changed, and how the jobs stand that tell of it."""
    return Account.objects.get(pk=account.pk).people_version, [job["status"] for job in jobs(lock(account))]


def lock(account: Account) -> str:
    return f"billing:{account.pk.hex}"


@pytest.fixture
def ada() -> User:
    return worlds.user(worlds.account(), "ada", role=Role.ADMIN)


@pytest.fixture
def ben(ada: User) -> User:
    return worlds.user(ada.account, "ben")


def accept(by: User) -> User:
    """Return who was invited, and came."""
    email = f"{new_name()}@example.org"
    with worlds.within(by):
        invitations.invite(email, Role.MEMBER, actor=by)
    assert (seats.active(by.account_id), told(by.account)[1]) == (1, [])  # an invitation takes no seat
    return invitations.accept(mails.key(mails.mails(email)[-1]), password=PASSWORD)


def test_who_accepts_an_invitation_takes_a_seat(ada: User) -> None:
    accept(ada)
    assert (seats.active(ada.account_id), told(ada.account)) == (2, (1, ["todo"]))
    [job] = jobs(lock(ada.account))
    assert (job["task_name"], job["args"]) == ("billing.settle", {"account": str(ada.account_id)})
    assert timedelta() < job["scheduled_at"] - timezone.now() <= timedelta(seconds=2)


def test_who_is_deactivated_leaves_a_seat_and_takes_it_again(ada: User, ben: User) -> None:
    members.deactivate(ben, actor=ada)
    assert (seats.active(ada.account_id), told(ada.account)) == (1, (1, ["todo"]))
    members.reactivate(ben, actor=ada)
    # Changes in a row are told on once.
    assert (seats.active(ada.account_id), told(ada.account)) == (2, (2, ["todo"]))


@pytest.mark.parametrize("again", [members.deactivate, members.reactivate])
def test_what_changes_nothing_is_not_told(ada: User, ben: User, again: Callable[..., User]) -> None:
    User.objects.filter(pk=ben.pk).update(is_active=again is members.reactivate)
    again(ben, actor=ada)
    assert told(ada.account) == (0, [])


def test_what_is_refused_is_not_told(ada: User, ben: User) -> None:
    with pytest.raises(Invalid):
        members.deactivate(ada, actor=ada)
    assert (seats.active(ada.account_id), told(ada.account)) == (2, (0, []))


def test_a_role_changes_no_seat(ada: User, ben: User) -> None:
    members.change_role(ben, Role.BILLING, actor=ada)
    assert (seats.active(ada.account_id), told(ada.account)) == (2, (0, []))


def test_an_account_that_is_founded_and_forgotten_is_not_told_on() -> None:
    name = new_name()
    said = Registration(account="Harbour", username=name, email=f"{name}@example.org")
    joining.register(said)
    account = User.objects.get(username=name).account
    assert (seats.active(account.pk), told(account)) == (1, (0, []))
    User.objects.filter(username=name).update(created_at=timezone.now() - LINK_LASTS)
    joining.free_expired(name, said.email)
    assert (seats.active(account.pk), jobs(lock(account))) == (0, [])
    assert not Account.objects.filter(pk=account.pk).exists()


def application_of(person: User) -> Application:
    values = ApplicationValues(name="Letterpress", redirect_uris=["https://a.example/back"], scopes=["contacts:read"])
    made, _ = register_application(values, client_type=ClientType.CONFIDENTIAL, actor=person)
    return made


def test_an_application_takes_no_seat(ada: User) -> None:
    application = application_of(ada)
    service = application.service_user
    assert service is not None
    assert (User.objects.filter(account=ada.account).count(), seats.active(ada.account_id)) == (2, 1)
    # Also none that is gone, whatever is done with who acted for it.
    delete_application(application, actor=ada)
    members.reactivate(service, actor=ada)
    assert (User.objects.get(pk=service.pk).is_active, seats.active(ada.account_id)) == (True, 1)


def test_applications_from_before_are_marked(ada: User, ben: User) -> None:
    services = [application_of(ada).service_user for _ in range(2)]
    keys = [service.pk for service in services if service]
    User.objects.filter(pk__in=keys).update(is_service=False)
    assert seats.active(ada.account_id) == 4
    with connections["owner"].cursor() as cursor:
        cursor.execute(import_module("tokens.migrations.0004_service_users").MARK)
    assert seats.active(ada.account_id) == 2
    assert set(User.objects.filter(account=ada.account, is_service=True).values_list("pk", flat=True)) == set(keys)
