"""Does who invites or lets in again know what it costs, before anything is done? Only where it costs something."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

import mails
import worlds
from accounts.models import Invitation, Role, User
from api import Api
from billing.models import Plan, Subscription

INVITE = """mutation($email: String!, $cost: Int) {
  invitePerson(input: {email: $email, role: MEMBER, seatCost: $cost}) {
    invitation { email } seatCost { now eachPeriod currency } userErrors { code field } } }"""
REACTIVATE = """mutation($id: ID!, $cost: Int) {
  reactivateUser(input: {userId: $id, seatCost: $cost}) {
    user { isActive } seatCost { now eachPeriod currency } userErrors { code field } } }"""
RESEND = """mutation($id: ID!, $cost: Int) {
  resendInvitation(input: {id: $id, seatCost: $cost}) {
    invitation { id } seatCost { now eachPeriod currency } userErrors { code field } } }"""
UNCONFIRMED = [{"code": "SEAT_COST_UNCONFIRMED", "field": "seatCost"}]
COST = {"now": 450, "eachPeriod": 900, "currency": "USD"}
HALF = timedelta(days=15)


def payer(**columns: Any) -> User:
    """Return an administrator of an account that pays 9.00 USD a seat, in the middle of a month."""
    zoe, now = worlds.user(worlds.account(), role=Role.ADMIN), timezone.now()
    period = {"period_start": now - HALF, "period_end": now + HALF, "plan": Plan.MONTHLY}
    price = {"unit_amount": 900, "currency": "usd", "quantity": 1, "paid_seats": 1, "processor_id": "sub_1"}
    with worlds.within(zoe):
        Subscription.objects.create(account=zoe.account, **period | price | {"processor_status": "active"} | columns)
    return zoe


def invited(api: Api, by: User, *, cost: int | None = None, email: str = "new@example.net") -> Any:
    return api(by).data(INVITE, email=email, cost=cost)["invitePerson"]


def test_who_invites_says_that_they_know_what_it_costs(api: Api) -> None:
    zoe = payer()
    before = worlds.rows(zoe)
    for said in (None, 0, 899):
        answer = invited(api, zoe, cost=said)
        assert answer["userErrors"] == UNCONFIRMED
        assert answer["seatCost"] == COST
    assert worlds.changed(before, zoe) == set()
    assert invited(api, zoe, cost=900) == {
        "invitation": {"email": "new@example.net"},
        "seatCost": None,
        "userErrors": [],
    }


def test_who_is_invited_already_takes_a_seat_and_who_works_for_an_application_none(api: Api) -> None:
    zoe = payer(paid_seats=2)
    worlds.user(zoe.account, is_service=True)
    assert invited(api, zoe)["userErrors"] == []
    assert invited(api, zoe, email="more@example.net")["userErrors"] == UNCONFIRMED
    with worlds.within(zoe):
        Invitation.objects.update(expires_at=timezone.now())
    assert invited(api, zoe, email="more@example.net")["userErrors"] == []


def let_in(api: Api, by: User, somebody: User, *, cost: int | None = None) -> Any:
    return api(by).data(REACTIVATE, id=worlds.id_of(somebody), cost=cost)["reactivateUser"]


def test_who_lets_somebody_in_again_says_that_they_know_what_it_costs(api: Api) -> None:
    zoe = payer()
    gone = worlds.user(zoe.account, is_active=False)
    before = worlds.rows(zoe)
    for said in (None, 0, 899):
        assert let_in(api, zoe, gone, cost=said) == {"user": None, "seatCost": COST, "userErrors": UNCONFIRMED}
    assert worlds.changed(before, zoe) == set()
    done = {"user": {"isActive": True}, "seatCost": None, "userErrors": []}
    assert let_in(api, zoe, gone, cost=900) == done
    assert let_in(api, zoe, gone) == done  # who is active already is no one more


def test_who_acts_for_an_application_is_let_in_again_for_nothing(api: Api) -> None:
    zoe = payer()
    service, gone = (worlds.user(zoe.account, is_active=False, is_service=is_service) for is_service in (True, False))
    assert let_in(api, zoe, service)["userErrors"] == []
    assert let_in(api, zoe, gone)["userErrors"] == UNCONFIRMED


def resent(api: Api, by: User, invitation: Invitation, *, cost: int | None = None) -> Any:
    return api(by).data(RESEND, id=worlds.id_of(invitation), cost=cost)["resendInvitation"]


def test_who_is_expected_no_longer_costs_as_much_as_who_never_was(api: Api) -> None:
    zoe = payer()
    invitation = worlds.invitation(zoe.account, zoe)
    done = {"invitation": {"id": worlds.id_of(invitation)}, "seatCost": None, "userErrors": []}
    assert resent(api, zoe, invitation) == done
    with worlds.within(zoe):
        Invitation.objects.update(expires_at=timezone.now())
    before, sent = worlds.rows(zoe), len(mails.mails(invitation.email))
    for said in (None, 0, 899):
        assert resent(api, zoe, invitation, cost=said) == {
            "invitation": None,
            "seatCost": COST,
            "userErrors": UNCONFIRMED,
        }
    assert (worlds.changed(before, zoe), len(mails.mails(invitation.email))) == (set(), sent)
    assert resent(api, zoe, invitation, cost=900) == done
    assert len(mails.mails(invitation.email)) == sent + 1


def test_seats_that_were_asked_for_are_paid_for(api: Api) -> None:
    zoe = payer(seat_floor=3, quantity=3, paid_seats=3)
    assert [invited(api, zoe, email=f"{name}@example.net")["userErrors"] for name in "abc"] == [[], [], UNCONFIRMED]


@pytest.mark.parametrize(("status", "now"), [("trialing", 0), ("past_due", 450)])
def test_nothing_is_charged_before_the_trial_ends(api: Api, status: str, now: int) -> None:
    answer = invited(api, payer(processor_status=status))
    assert answer["seatCost"] == {"now": now, "eachPeriod": 900, "currency": "USD"}


def test_nothing_is_asked_where_nothing_is_charged(api: Api) -> None:
    zoe = worlds.user(worlds.account(), role=Role.ADMIN)
    assert invited(api, zoe)["userErrors"] == []
