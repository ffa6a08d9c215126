"""What becomes of a subscription? Whole lives on the test clock, as somebody who integrates Stripe would see them."""

import time
from collections.abc import Callable

import pytest
import stripe

from processes import eventually
from tests.billing.simulator.life import DAY, MONTHLY, START, YEARLY, Life

Lives = Callable[..., Life]


def test_a_trial_with_a_card_becomes_paid(life: Lives) -> None:
    ada = life()
    made = ada.subscribe(seats=3, trial_end=START + 14 * DAY)
    assert (made.status, ada.bills, ada.taken) == ("trialing", [("subscription_create", "paid", 0)], 0)
    ada.pass_days(12)
    assert "customer.subscription.trial_will_end" in ada.events
    ada.pass_days(2.1)
    assert (ada.status, ada.bills[-1]) == ("active", ("subscription_cycle", "paid", 3 * MONTHLY))
    assert (ada.item.current_period_start, ada.item.current_period_end) == (START + 14 * DAY, START + 45 * DAY)
    assert ada.taken == 3 * MONTHLY


@pytest.mark.parametrize(
    ("behavior", "status", "bills"),
    [("cancel", "canceled", 1), ("pause", "paused", 1), ("create_invoice", "past_due", 2)],
)
def test_a_trial_without_a_card_ends_as_was_asked(life: Lives, behavior: str, status: str, bills: int) -> None:
    ada = life(card=None)
    settings = {"end_behavior": {"missing_payment_method": behavior}}
    ada.subscribe(trial_end=START + 14 * DAY, trial_settings=settings)
    ada.pass_days(14.1)
    assert (ada.status, len(ada.bills), ada.taken) == (status, bills, 0)


def test_a_paused_subscription_is_resumed_and_paid(life: Lives) -> None:
    ada = life(card=None)
    settings = {"end_behavior": {"missing_payment_method": "pause"}}
    ada.subscribe(seats=1, trial_end=START + 14 * DAY, trial_settings=settings)
    ada.pass_days(20)
    ada.pay_with("pm_card_visa")
    assert ada.api.subscriptions.resume(ada.subscription).status == "active"
    assert (ada.taken, ada.item.current_period_start) == (MONTHLY, START + 20 * DAY)


def test_a_renewal_stays_a_draft_for_an_hour(life: Lives) -> None:
    ada = life()
    ada.subscribe(seats=2)
    ada.pass_days(31)
    assert ada.bills[-1] == ("subscription_cycle", "draft", 2 * MONTHLY)
    ada.pass_days(1 / 24)
    assert ada.bills[-1] == ("subscription_cycle", "paid", 2 * MONTHLY)
    assert ada.status == "active"


def test_months_end_on_the_day_they_began(life: Lives) -> None:
    ada = life()
    ada.pass_days(30)  # 31 January
    ada.subscribe()
    ends = [ada.item.current_period_end]
    for _ in range(2):
        ada.pass_days(30)
        ends.append(ada.item.current_period_end)
    assert [(end - START) // DAY for end in ends] == [58, 89, 119]  # 28 February, 31 March, 30 April


def test_a_declined_renewal_is_retried_then_unpaid_and_recovers(life: Lives) -> None:
    ada = life()
    ada.subscribe(seats=3)
    good = ada.state
    ada.pay_with("pm_card_chargeCustomerFail")
    ada.pass_days(31.1)
    assert (ada.status, ada.bills[-1]) == ("past_due", ("subscription_cycle", "open", 3 * MONTHLY))
    ada.pass_days(14.8)
    assert ada.status == "past_due"
    ada.pass_days(0.3)
    assert ada.status == "unpaid"
    assert ada.events.count("invoice.payment_failed") == 4
    ada.pay_with("pm_card_visa")
    newest = ada.state.latest_invoice
    assert isinstance(newest, str)
    assert newest != good.latest_invoice
    ada.api.invoices.pay(newest)
    assert (ada.status, ada.taken) == ("active", 6 * MONTHLY)


def test_a_subscription_that_is_unpaid_is_billed_in_drafts(life: Lives) -> None:
    ada = life()
    ada.subscribe()
    ada.pay_with("pm_card_chargeCustomerFail")
    ada.pass_days(70)
    assert (ada.status, ada.bills[-1][1], ada.taken) == ("unpaid", "draft", 3 * MONTHLY)


def test_an_account_may_cancel_what_stays_unpaid(life: Lives, control: Callable[..., dict[str, object]]) -> None:
    control("POST", "settings", after_retries="canceled", retry_days=[1])
    ada = life()
    ada.subscribe()
    ada.pay_with("pm_card_chargeCustomerFail")
    ada.pass_days(33)
    assert (ada.status, ada.state.cancellation_details.reason) == ("canceled", "payment_failed")


def test_a_good_card_is_charged_at_the_next_retry(life: Lives) -> None:
    ada = life()
    ada.subscribe(seats=1)
    ada.pay_with("pm_card_chargeCustomerFail")
    ada.pass_days(32)
    ada.pay_with("pm_card_visa")
    assert ada.status == "past_due"
    ada.pass_days(3)
    assert (ada.status, ada.taken) == ("active", 2 * MONTHLY)


def test_more_seats_are_prorated_on_the_next_invoice(life: Lives) -> None:
    ada = life()
    ada.subscribe(seats=3)
    ada.pass_days(15.5)  # half of January
    ada.change(seats=5, proration_behavior="create_prorations")
    assert (ada.item.quantity, ada.taken) == (5, 3 * MONTHLY)
    ada.pass_days(16)
    assert ada.lines == [(-3 * MONTHLY // 2, 3), (5 * MONTHLY // 2, 5), (5 * MONTHLY, 5)]
    assert ada.taken == 3 * MONTHLY + MONTHLY + 5 * MONTHLY


def test_more_seats_can_be_paid_at_once(life: Lives) -> None:
    ada = life()
    ada.subscribe(seats=3)
    ada.pass_days(15.5)
    ada.change(seats=5, proration_behavior="always_invoice")
    assert ada.bills[-1] == ("subscription_update", "paid", MONTHLY)
    assert ada.taken == 4 * MONTHLY


def test_fewer_seats_without_proration_are_billed_from_the_next_period(life: Lives) -> None:
    ada = life()
    ada.subscribe(seats=5)
    ada.pass_days(10)
    ada.change(seats=2, proration_behavior="none")
    ada.pass_days(22)
    assert ada.lines == [(2 * MONTHLY, 2)]
    assert ada.taken == 7 * MONTHLY


def test_fewer_seats_with_proration_are_credited(life: Lives) -> None:
    ada = life()
    ada.subscribe(seats=4)
    ada.pass_days(15.5)
    ada.change(seats=1)
    ada.pass_days(16)
    assert ada.lines == [(-2 * MONTHLY, 4), (MONTHLY // 2, 1), (MONTHLY, 1)]
    bill = ada.api.invoices.list({"customer": ada.customer, "limit": 1}).data[0]
    assert (bill.total, bill.amount_due, bill.status) == (-MONTHLY // 2, 0, "paid")
    assert ada.api.customers.retrieve(ada.customer).balance == -MONTHLY // 2
    ada.pass_days(31)
    assert ada.taken == 4 * MONTHLY + MONTHLY // 2


def test_a_change_is_prorated_from_the_moment_that_its_preview_named(life: Lives) -> None:
    ada = life()
    ada.subscribe(seats=1)
    moment = START + int(15.5 * DAY)
    ada.pass_days(20)
    ada.change(seats=3, proration_date=moment, proration_behavior="always_invoice")
    assert (ada.lines, ada.taken) == ([(-MONTHLY // 2, 1), (3 * MONTHLY // 2, 3)], 2 * MONTHLY)


def test_an_item_is_changed_by_itself(life: Lives) -> None:
    ada = life()
    ada.subscribe(seats=3)
    ada.pass_days(15.5)
    ada.api.subscription_items.update(ada.item.id, {"quantity": 4, "proration_behavior": "always_invoice"})
    assert (ada.item.quantity, ada.taken) == (4, 3 * MONTHLY + MONTHLY // 2)


def test_customers_can_live_on_a_clock_without_asking(life: Lives, control: Callable[..., dict[str, object]]) -> None:
    ada = life()
    control("POST", "settings", test_clock=ada.clock)
    ben = ada.api.customers.create({"name": "Ben"})
    assert (ben.test_clock, ben.created) == (ada.clock, START)
    control("POST", "settings", test_clock=None)
    assert ada.api.customers.create({"name": "Cleo"}).test_clock is None


def test_seats_on_trial_cost_nothing(life: Lives) -> None:
    ada = life()
    ada.subscribe(seats=2, trial_end=START + 14 * DAY)
    ada.change(seats=6)
    ada.pass_days(14.1)
    assert (ada.lines, ada.taken) == ([(6 * MONTHLY, 6)], 6 * MONTHLY)


def test_another_interval_begins_a_new_period(life: Lives) -> None:
    ada = life()
    ada.subscribe(seats=2)
    ada.pass_days(15.5)
    ada.change(price=ada.yearly)
    assert ada.lines == [(-MONTHLY, 2), (2 * YEARLY, 2)]
    assert ada.item.current_period_start == START + int(15.5 * DAY)
    assert ada.taken == 2 * MONTHLY + 2 * YEARLY - MONTHLY


def test_a_trial_that_is_ended_is_paid_at_once(life: Lives) -> None:
    ada = life()
    ada.subscribe(seats=2, trial_end=START + 14 * DAY)
    ada.pass_days(3)
    assert ada.change(trial_end="now").status == "active"
    assert (ada.taken, ada.item.current_period_start) == (2 * MONTHLY, START + 3 * DAY)


def test_a_trial_that_is_ended_without_a_card_is_paused_as_was_asked(life: Lives) -> None:
    ada = life(card=None)
    settings = {"end_behavior": {"missing_payment_method": "pause"}}
    ada.subscribe(trial_end=START + 2 * DAY, trial_settings=settings)
    assert ada.events[-1] != "customer.subscription.paused"
    assert "customer.subscription.trial_will_end" in ada.events  # at once, for it is within three days
    assert ada.change(trial_end="now").status == "paused"
    assert (ada.bills, ada.taken) == ([("subscription_create", "paid", 0)], 0)


def test_a_preview_says_what_a_change_will_cost_and_changes_nothing(life: Lives) -> None:
    ada = life()
    ada.subscribe(seats=3)
    ada.pass_days(15.5)
    told = ada.events
    change: stripe.params.InvoiceCreatePreviewParams = {
        "customer": ada.customer,
        "subscription": ada.subscription,
        "subscription_details": {"items": [{"id": ada.item.id, "quantity": 4}]},
    }
    preview = ada.api.invoices.create_preview(change)
    assert [line.amount for line in preview.lines.data] == [-3 * MONTHLY // 2, 2 * MONTHLY, 4 * MONTHLY]
    change["subscription_details"]["proration_behavior"] = "always_invoice"
    assert ada.api.invoices.create_preview(change).total == MONTHLY // 2
    assert (ada.item.quantity, len(ada.bills), ada.events) == (3, 1, told)


def test_a_preview_of_a_first_subscription_needs_no_card(life: Lives) -> None:
    ada = life(card=None)
    items: list[stripe.params.InvoiceCreatePreviewParamsSubscriptionDetailsItem] = [
        {"price": ada.yearly, "quantity": 2}
    ]
    preview = ada.api.invoices.create_preview({"customer": ada.customer, "subscription_details": {"items": items}})
    assert (preview.total, ada.bills) == (2 * YEARLY, [])


def test_somebody_cancels_comes_back_and_leaves(life: Lives) -> None:
    ada = life()
    end = ada.subscribe()["items"].data[0].current_period_end
    gone = ada.change(cancel_at_period_end=True)
    assert (gone.cancel_at, gone.cancel_at_period_end, gone.status) == (end, True, "active")
    back = ada.change(cancel_at_period_end=False)
    assert (back.cancel_at, back.canceled_at) == (None, None)
    ada.pass_days(31.1)
    assert (ada.status, len(ada.bills)) == ("active", 2)
    ada.change(cancel_at_period_end=True)
    ada.pass_days(31)
    assert (ada.status, len(ada.bills), ada.events[-1]) == ("canceled", 2, "customer.subscription.deleted")
    with pytest.raises(stripe.InvalidRequestError, match="canceled subscription"):
        ada.change(cancel_at_period_end=False)
    assert ada.subscribe().status == "active"


def test_a_subscription_is_canceled_at_once_and_credited(life: Lives) -> None:
    ada = life()
    ada.subscribe(seats=2)
    ada.pass_days(15.5)
    gone = ada.api.subscriptions.cancel(ada.subscription, {"prorate": True, "invoice_now": True})
    assert (gone.status, gone.ended_at) == ("canceled", ada.now)
    assert ada.bills[-1] == ("subscription_update", "paid", -MONTHLY)
    ada.pass_days(40)
    assert len(ada.bills) == 2


def test_an_account_that_is_closed_leaves_nothing(life: Lives) -> None:
    ada = life()
    ada.subscribe()
    method = ada.pay_with("pm_card_mastercard")
    assert ada.api.customers.delete(ada.customer).deleted
    assert ada.status == "canceled"
    assert ada.api.customers.retrieve(ada.customer).deleted
    assert ada.api.payment_methods.retrieve(method).customer is None
    with pytest.raises(stripe.InvalidRequestError, match="No such customer"):
        ada.api.customers.update(ada.customer, {"name": "Ada"})
    ada.pass_days(40)
    assert ada.taken == 3 * MONTHLY


def test_without_a_clock_it_is_real_time_that_ends_a_trial(life: Lives) -> None:
    ada = life()
    ben = ada.api.customers.create({"name": "Ben", "payment_method": "pm_card_visa"}).id
    (card,) = ada.api.customers.payment_methods.list(ben).data
    items: list[stripe.params.SubscriptionCreateParamsItem] = [{"price": ada.monthly, "quantity": 2}]
    until = int(time.time()) + 2
    made = ada.api.subscriptions.create(
        {"customer": ben, "items": items, "trial_end": until, "default_payment_method": card.id}
    )
    assert made.status == "trialing"
    eventually(lambda: ada.api.subscriptions.retrieve(made.id).status == "active")
    (item,) = ada.api.subscriptions.retrieve(made.id)["items"].data
    assert item.current_period_start == until


def test_a_clock_goes_forward_and_not_too_far(life: Lives) -> None:
    ada = life()
    ada.subscribe()
    for moment in (START, START - 1, START + 90 * DAY):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            ada.api.test_helpers.test_clocks.advance(ada.clock, {"frozen_time": moment})
        assert refused.value.param == "frozen_time"
    assert ada.api.test_helpers.test_clocks.retrieve(ada.clock).frozen_time == START


def test_a_clock_takes_its_customers_along(life: Lives) -> None:
    ada = life()
    ada.subscribe()
    assert ada.api.test_helpers.test_clocks.delete(ada.clock).deleted
    assert ada.api.customers.retrieve(ada.customer).deleted
    assert ada.status == "canceled"
