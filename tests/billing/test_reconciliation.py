"""Is found what no webhook told of? Asked of the processor now and then, and only about accounts of ours."""

from billing.models import Event
from billing.reconciliation import reconcile
from tests.billing.payer import MONTHLY, STANDING, WELL, Payer
from tests.billing.simulator.visitor import CARDS, Visitor


def test_what_was_lost_is_found_however_much_has_come_after_it(payer: Payer) -> None:
    payer.begin_to_pay()
    payer.do("setPaymentMethod", paymentMethodId="pm_card_chargeCustomerFail")
    reconcile()
    payer.control("settings", webhooks={"copies": 0})
    Visitor(payer.url).visit(payer.do("startPaymentSetup", hosted=True)["url"]).press("Save", card=CARDS["pays"])
    payer.control("settings", webhooks={"copies": 1})
    payer.pass_days(31.1)
    assert payer.standing(*STANDING) == ("PAST_DUE", "PAYMENT_FAILED", True)
    reconcile()
    payer.settle()
    assert Event.objects.filter(type="setup_intent.succeeded").count() == 1
    assert (payer.standing(*STANDING), payer.taken) == (WELL, 2 * MONTHLY)


def test_what_another_service_sells_by_the_same_processor_is_none_of_ours(payer: Payer) -> None:
    payer.begin_to_pay()
    reconcile()
    stranger = payer.stripe("POST", "customers")["id"]
    prices = [price(payer, name) for name in ("Boats", "Moorings")]
    items = {f"items[{place}][price]": each for place, each in enumerate(prices)}
    payer.stripe("POST", "subscriptions", customer=stranger, trial_period_days=30, **items)
    assert reconcile() == 0
    assert payer.standing(*STANDING) == WELL


def price(payer: Payer, name: str) -> str:
    """Return the id of a new price of something that is none of ours."""
    recurring = {"recurring[interval]": "month", "product_data[name]": name}
    made: str = payer.stripe("POST", "prices", currency="usd", unit_amount=700, **recurring)["id"]
    return made
