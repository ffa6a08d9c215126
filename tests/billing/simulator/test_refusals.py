"""Is a call refused as Stripe refuses it? By status, type, code and parameter, and nothing is changed."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
import stripe

from tests.billing.simulator.life import DAY, START, Life

pytestmark = pytest.mark.usefixtures("simulator")  # it is new each time, and knows nobody

Lives = Callable[..., Life]


def refused(call: Callable[[], Any]) -> tuple[int | None, str | None, str | None]:
    """The status, the code and the parameter with which a call is refused."""
    with pytest.raises(stripe.StripeError) as error:
        call()
    return error.value.http_status, error.value.code, getattr(error.value, "param", None)


def test_what_is_not_there_is_404_in_the_address_and_400_in_a_parameter(client: stripe.StripeClient) -> None:
    api = client.v1
    assert refused(lambda: api.customers.retrieve("cus_x")) == (404, "resource_missing", "id")
    missing: Any = {"customer": "cus_x", "items": [{"price": "price_x"}]}
    assert refused(lambda: api.subscriptions.create(missing)) == (400, "resource_missing", "customer")
    ada = api.customers.create().id
    assert refused(lambda: api.subscriptions.create(missing | {"customer": ada})) == (
        400,
        "resource_missing",
        "items[0][price]",
    )
    assert api.subscriptions.list({"customer": ada}).data == []


def test_parameters_are_held_against_what_a_call_takes(client: stripe.StripeClient) -> None:
    create: Any = client.v1.customers.create
    assert refused(lambda: create({"shoe_size": 38})) == (400, "parameter_unknown", "shoe_size")
    assert refused(lambda: create({"address": {"planet": "Mars"}})) == (400, "parameter_unknown", "address[planet]")
    assert refused(lambda: create({"balance": "much"})) == (400, "parameter_invalid_integer", "balance")
    assert refused(lambda: create({"tax_exempt": "sometimes"}))[::2] == (400, "tax_exempt")
    assert refused(lambda: create({"email": "ada"})) == (400, "email_invalid", "email")
    assert refused(lambda: client.v1.products.create({"name": ""})) == (400, "parameter_missing", "name")
    assert client.v1.customers.list().data == []
    assert create({"email": "ada@harbour.example", "balance": -5}).balance == -5


def test_a_key_of_test_mode_is_needed(simulator: str) -> None:
    url = f"{simulator}/v1/customers"
    for key in (None, "Bearer sk_live_x", "Bearer pk_test_x", "Basic %%%"):
        answer = httpx.get(url, headers={"Authorization": key} if key else {})
        assert (answer.status_code, answer.json()["error"]["type"]) == (401, "invalid_request_error")
    assert httpx.get(url, headers={"Authorization": "Bearer sk_test_x"}).status_code == 200
    assert httpx.get(url, auth=("sk_test_x", "")).status_code == 200


def test_another_version_is_not_spoken(client: stripe.StripeClient) -> None:
    assert client.v1.customers.list().data == []
    older: Any = {"stripe_version": "2025-03-31.basil"}
    assert refused(lambda: client.v1.customers.create({}, older))[::2] == (400, "Stripe-Version")
    assert client.v1.customers.list().data == []


def test_what_stripe_has_and_nobody_here_needed_is_no_address(simulator: str) -> None:
    key = {"Authorization": "Bearer sk_test_x"}
    assert httpx.get(f"{simulator}/v1/payouts", headers=key).status_code == 404
    assert httpx.delete(f"{simulator}/v1/events", headers=key).status_code == 405
    assert httpx.get(f"{simulator}/v1/customers", headers=key | {"Host": "evil.example"}).status_code == 400


def test_a_card_is_of_one_customer_for_good(life: Lives) -> None:
    ada, ben = life(card=None), life(card=None)
    card = ada.pay_with("pm_card_visa")
    api = ada.api
    theirs: Any = {"invoice_settings": {"default_payment_method": card}}
    at = "invoice_settings[default_payment_method]"
    assert refused(lambda: api.customers.update(ben.customer, theirs)) == (400, "resource_missing", at)
    assert refused(lambda: api.payment_methods.attach(card, {"customer": ben.customer}))[0] == 400
    assert refused(lambda: ben.subscribe(default_payment_method=card))[1] == "resource_missing"
    api.payment_methods.detach(card)
    assert refused(lambda: api.payment_methods.attach(card, {"customer": ada.customer}))[0] == 400
    assert api.customers.retrieve(ada.customer).invoice_settings.default_payment_method is None
    assert api.customers.payment_methods.list(ben.customer).data == []


def test_nobody_subscribes_without_a_card(life: Lives) -> None:
    ada = life(card=None)
    assert refused(ada.subscribe) == (400, "resource_missing", None)
    assert (ada.bills, ada.api.subscriptions.list({"customer": ada.customer}).data) == ([], [])
    ada.pay_with("pm_card_visa")
    assert ada.subscribe().status == "active"


def test_a_first_payment_that_fails_can_be_no_subscription_at_all(life: Lives) -> None:
    ada = life(card="pm_card_chargeCustomerFail")
    told = ada.events
    assert refused(lambda: ada.subscribe(payment_behavior="error_if_incomplete"))[:2] == (402, "card_declined")
    assert (ada.bills, ada.events) == ([], told)
    assert ada.subscribe(payment_behavior="allow_incomplete").status == "incomplete"


def test_a_subscription_that_nobody_pays_expires(life: Lives) -> None:
    ada = life(card="pm_card_chargeCustomerFail")
    ada.subscribe()
    ada.pass_days(0.9)
    assert ada.status == "incomplete"
    ada.pass_days(0.1)
    assert (ada.status, ada.bills[0][1]) == ("incomplete_expired", "void")


def test_items_must_be_billed_together(life: Lives) -> None:
    ada = life()
    for items in ([], [ada.monthly, ada.monthly], [ada.monthly, ada.yearly]):
        given: Any = {"customer": ada.customer, "items": [{"price": price} for price in items]}
        assert refused(lambda given=given: ada.api.subscriptions.create(given))[::2] == (400, "items")
    assert ada.bills == []
    ada.subscribe()
    assert refused(lambda: ada.change(items=[{"id": ada.item.id, "deleted": True}]))[::2] == (400, "items")
    assert refused(lambda: ada.change(items=[{"id": "si_x", "quantity": 2}]))[1] == "resource_missing"
    assert ada.item.quantity == 3


def test_quantities_and_moments_have_bounds(life: Lives) -> None:
    ada = life()
    ada.subscribe()
    assert refused(lambda: ada.change(seats=-1))[0] == 400
    assert refused(lambda: ada.change(trial_end=START - DAY))[::2] == (400, "trial_end")
    assert refused(lambda: ada.change(cancel_at=START - DAY))[::2] == (400, "cancel_at")
    for moment in (START - 1, START + 32 * DAY):
        assert refused(lambda moment=moment: ada.change(seats=4, proration_date=moment))[::2] == (400, "proration_date")
    assert (ada.item.quantity, ada.status, ada.state.cancel_at) == (3, "active", None)
    assert ada.change(seats=0, proration_behavior="none")["items"].data[0].quantity == 0


def test_an_invoice_is_paid_once(life: Lives) -> None:
    ada = life()
    bill = ada.subscribe().latest_invoice
    assert isinstance(bill, str)
    assert refused(lambda: ada.api.invoices.pay(bill))[1] == "invoice_not_editable"
    assert refused(lambda: ada.api.invoices.void_invoice(bill))[1] == "invoice_not_editable"
    assert ada.taken == 3600


def test_a_bill_is_not_paid_without_a_card(life: Lives) -> None:
    ada = life()
    card = ada.api.customers.retrieve(ada.customer).invoice_settings.default_payment_method
    ada.subscribe()
    ada.api.payment_methods.detach(str(card))
    ada.pass_days(31.1)
    assert (ada.status, "invoice.payment_failed" in ada.events) == ("past_due", True)
    bill = ada.api.invoices.list({"customer": ada.customer, "limit": 1}).data[0]
    assert refused(lambda: ada.api.invoices.pay(bill.id)) == (400, None, None)
    (intent, _) = ada.api.payment_intents.list({"customer": ada.customer}).data
    assert (intent.status, intent.last_payment_error) == ("requires_payment_method", None)
    ada.pay_with("pm_card_visa")
    assert ada.api.invoices.pay(bill.id).attempt_count == 3
    assert (ada.status, ada.taken) == ("active", 7200)


def test_a_bill_is_taken_back(life: Lives) -> None:
    ada = life()
    ada.subscribe()
    ada.pay_with("pm_card_chargeCustomerFail")
    ada.pass_days(31.1)
    bill = ada.api.invoices.list({"customer": ada.customer, "limit": 1}).data[0].id
    assert ada.api.invoices.void_invoice(bill).status == "void"
    ada.pay_with("pm_card_visa")
    assert refused(lambda: ada.api.invoices.pay(bill))[1] == "invoice_not_editable"
    ada.pass_days(20)
    assert (ada.taken, "invoice.voided" in ada.events) == (3600, True)


def test_a_lookup_key_is_of_one_price(life: Lives) -> None:
    api, ada = life().api, life()
    product = api.products.create({"name": "Other"}).id
    price: Any = {"product": product, "currency": "usd", "unit_amount": 5, "lookup_key": "monthly"}
    api.prices.update(ada.monthly, {"lookup_key": "monthly"})
    assert refused(lambda: api.prices.create(price))[::2] == (400, "lookup_key")
    assert [one.id for one in api.prices.list({"lookup_keys": ["monthly"]}).data] == [ada.monthly]
    moved = api.prices.create(price | {"transfer_lookup_key": True})
    assert [one.id for one in api.prices.list({"lookup_keys": ["monthly"]}).data] == [moved.id]


def test_no_more_is_given_back_than_was_taken(life: Lives) -> None:
    ada = life()
    ada.subscribe()
    (charge,) = ada.api.charges.list({"customer": ada.customer}).data
    assert refused(lambda: ada.api.refunds.create({"charge": charge.id, "amount": 3601}))[::2] == (400, "amount")
    ada.api.refunds.create({"charge": charge.id, "amount": 600})
    rest = ada.api.refunds.create({"payment_intent": str(charge.payment_intent), "reason": "duplicate"})
    assert (rest.amount, rest.status) == (3000, "succeeded")
    assert refused(lambda: ada.api.refunds.create({"charge": charge.id}))[1] == "charge_already_refunded"
    kept = ada.api.charges.retrieve(charge.id, {"expand": ["refunds"]})
    assert (kept.refunded, [refund.amount for refund in kept.refunds.data]) == (True, [3000, 600])


def test_only_what_can_be_expanded_is(life: Lives) -> None:
    ada = life()
    assert refused(lambda: ada.subscribe(expand=["shoe_size"]))[::2] == (400, "expand")
    assert ada.bills == []
    made = ada.subscribe(expand=["customer.tax_ids", "items.data.price.product", "latest_invoice.payments"])
    assert isinstance(made.customer, stripe.Customer)
    assert isinstance(made["items"].data[0].price.product, stripe.Product)
    deep = ["data.latest_invoice.payments.data.payment"]
    assert refused(lambda: ada.api.subscriptions.list({"expand": deep}))[0] == 400
