"""How is an invoice paid? By the card of its subscription or its customer; the bank may refuse, or ask who it is."""

from collections.abc import Iterator
from dataclasses import dataclass

from billing.simulator import settings
from billing.simulator.cards import BY_NUMBER, DECLINED, Card, Refusal
from billing.simulator.errors import ApiError, declined
from billing.simulator.events import tell
from billing.simulator.processor import Processor
from billing.simulator.rendering import shown
from billing.simulator.shapes import new, new_id
from billing.simulator.store import Json

DAY_SECONDS = 86_400
NOT_AUTHENTICATED = Refusal(
    "payment_intent_authentication_failure",
    None,
    "The provided PaymentMethod has failed authentication. Provide another, or try again.",
)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of an attempt: paid, refused, to be authenticated by the person first, or no card to try."""

    refusal: Refusal | None = None
    is_authentication_needed: bool = False
    is_without_method: bool = False

    @property
    def is_paid(self) -> bool:
        return not (self.refusal or self.is_authentication_needed or self.is_without_method)

    def error(self, intent: Json | None) -> ApiError:
        """How the call that asked for the attempt is told."""
        if self.is_without_method:
            return ApiError("There is no default payment method set on this customer or subscription.", keeps=True)
        if self.refusal:
            return declined(
                self.refusal.code, self.refusal.decline_code, self.refusal.message, payment_intent=shown(intent)
            )
        return declined(
            "invoice_payment_intent_requires_action",
            None,
            "This payment requires additional user action before it can be completed successfully.",
            payment_intent=shown(intent),
        )


def default_method(processor: Processor, customer_id: str, subscription: Json | None = None) -> Json | None:
    """Return the payment method that pays: the subscription's, else the customer's; None if neither has one."""
    if subscription and subscription["default_payment_method"]:
        return processor.store.get("payment_method", subscription["default_payment_method"])
    customer = processor.get("customer", customer_id)
    chosen = customer["invoice_settings"]["default_payment_method"]
    return processor.store.get("payment_method", chosen) if chosen else None


def collect(processor: Processor, invoice: Json, *, method: Json | None = None, is_retried: bool = True) -> Outcome:
    """Try to have an open invoice paid, and write down what became of it. Without a method, by the default one."""
    if not invoice["amount_remaining"]:
        settle_paid(processor, invoice)
        return Outcome()
    subscription = _subscription(processor, invoice)
    method = method or default_method(processor, invoice["customer"], subscription)
    invoice["attempted"] = True
    invoice["attempt_count"] += 1
    intent = processor.get("payment_intent", invoice["_intent"])
    outcome = charge(processor, intent, method) if method else Outcome(is_without_method=True)
    if outcome.is_paid:
        settle_paid(processor, invoice)
    else:
        _settle_failed(processor, invoice, outcome, is_retried=is_retried)
    return outcome


def charge(processor: Processor, intent: Json, method: Json, *, is_authenticated: bool = False) -> Outcome:
    """Charge a payment intent's amount to a payment method. Each attempt that reaches the bank is a charge."""
    outcome = _ask_bank(processor, intent, method, is_authenticated=is_authenticated)
    intent |= {"payment_method": method["id"], "next_action": None}
    if outcome.is_authentication_needed:
        _ask_person(processor, intent)
        return outcome
    intent["latest_charge"] = _charge(processor, intent, method, outcome)["id"]
    if outcome.refusal:
        refuse(processor, intent, outcome.refusal, method)
        return outcome
    intent |= {"status": "succeeded", "amount_received": intent["amount"], "last_payment_error": None}
    processor.store.put(intent)
    tell(processor, "payment_intent.succeeded", intent)
    return outcome


def _ask_person(processor: Processor, intent: Json) -> None:
    url = f"{processor.url}/authenticate/{intent['id']}/{intent['client_secret']}"
    intent |= {"status": "requires_action", "last_payment_error": None}
    intent["next_action"] = {"redirect_to_url": {"return_url": None, "url": url}, "type": "redirect_to_url"}
    processor.store.put(intent)
    tell(processor, "payment_intent.requires_action", intent)


def refuse(processor: Processor, intent: Json, refusal: Refusal, method: Json) -> None:
    """Have an intent wait for another payment method, and say why."""
    intent |= {"status": "requires_payment_method", "payment_method": None, "next_action": None}
    intent["last_payment_error"] = declined(
        refusal.code,
        refusal.decline_code,
        refusal.message,
        charge=intent["latest_charge"],
        payment_method=shown(method),
    ).error
    processor.store.put(intent)
    tell(processor, "payment_intent.payment_failed", intent)


def settle_paid(processor: Processor, invoice: Json) -> None:
    """Write down that an invoice is paid, and tell; its subscription is in good standing again."""
    now = processor.now(invoice["customer"])
    invoice |= {
        "status": "paid",
        "amount_paid": invoice["amount_due"],
        "amount_remaining": 0,
        "attempted": True,
        "auto_advance": False,
        "next_payment_attempt": None,
    }
    invoice["status_transitions"]["paid_at"] = now
    processor.store.put(invoice)
    for payment in processor.store.all("invoice_payment", invoice=invoice["id"], status="open"):
        payment |= {"status": "paid", "amount_paid": payment["amount_requested"]}
        payment["status_transitions"]["paid_at"] = now
        processor.store.put(payment)
    tell(processor, "invoice.paid", invoice)
    tell(processor, "invoice.payment_succeeded", invoice)
    if subscription := _subscription(processor, invoice):
        reinstate(processor, subscription)


def reinstate(processor: Processor, subscription: Json) -> None:
    """Make a subscription active whose newest bill is paid. One that has ended stays so."""
    bills = [bill for bill in _bills(processor, subscription) if bill["status"] in {"open", "paid"}]
    is_settled = not bills or bills[-1]["status"] == "paid"
    if is_settled and subscription["status"] in {"incomplete", "past_due", "unpaid"}:
        become(processor, subscription, "active")


def become(processor: Processor, subscription: Json, status: str) -> None:
    """Change the status of a subscription, and tell if it is another."""
    before = dict(subscription)
    subscription["status"] = status
    processor.store.put(subscription)
    tell(processor, "customer.subscription.updated", subscription, before=before)


def _bills(processor: Processor, subscription: Json) -> Iterator[Json]:
    yield from processor.store.all("invoice", _subscription=subscription["id"])


def _subscription(processor: Processor, invoice: Json) -> Json | None:
    return processor.store.get("subscription", invoice["_subscription"]) if invoice["_subscription"] else None


def _ask_bank(processor: Processor, intent: Json, method: Json, *, is_authenticated: bool) -> Outcome:
    customer = processor.get("customer", intent["customer"])
    if customer.pop("_next_payment_fails", False):
        processor.store.put(customer)
        return Outcome(refusal=DECLINED)
    card = BY_NUMBER[method["_number"]]
    if card.charge:
        return Outcome(refusal=card.charge)
    return Outcome(is_authentication_needed=not is_authenticated and _must_authenticate(card, method))


def _must_authenticate(card: Card, method: Json) -> bool:
    return card.authentication == "always" or (card.authentication == "unless_set_up" and not method["_is_set_up"])


def _charge(processor: Processor, intent: Json, method: Json, outcome: Outcome) -> Json:
    made = new(
        "charge",
        amount=intent["amount"],
        billing_details=method["billing_details"],
        created=processor.now(intent["customer"]),
        currency=intent["currency"],
        customer=intent["customer"],
        description=intent["description"],
        payment_intent=intent["id"],
        payment_method=method["id"],
        payment_method_details=_details(method["card"]),
        _invoice=intent["_invoice"],
        _idempotency_key=processor.origin.key,
    )
    if outcome.refusal:
        _mark_refused(made, outcome.refusal)
    else:
        made |= {"paid": True, "captured": True, "amount_captured": made["amount"], "status": "succeeded"}
        made["balance_transaction"] = new_id("txn")
    processor.store.put(made)
    tell(processor, f"charge.{made['status']}", made)
    return made


def _mark_refused(made: Json, refusal: Refusal) -> None:
    made |= {"failure_code": refusal.code, "failure_message": refusal.message}
    made["outcome"] |= {
        "network_status": "declined_by_network",
        "reason": refusal.decline_code or refusal.code,
        "seller_message": "The bank did not accept the payment.",
        "type": "issuer_declined",
    }


def _details(card: Json) -> Json:
    kept = ("brand", "checks", "country", "exp_month", "exp_year", "fingerprint", "funding", "last4", "wallet")
    more = {"installments": None, "mandate": None, "network": card["brand"], "three_d_secure": None}
    return {"card": {name: card[name] for name in kept} | more, "type": "card"}


def _settle_failed(processor: Processor, invoice: Json, outcome: Outcome, *, is_retried: bool) -> None:
    subscription = _subscription(processor, invoice)
    is_first = bool(subscription and subscription["status"] == "incomplete")
    days = settings.current(processor)["retry_days"]
    if is_retried and not is_first:
        _try_again_later(processor, invoice, days)
    processor.store.put(invoice)
    if outcome.is_authentication_needed:
        tell(processor, "invoice.payment_action_required", invoice)
    tell(processor, "invoice.payment_failed", invoice)
    if subscription and not is_first and subscription["status"] in {"active", "trialing", "past_due"}:
        become(processor, subscription, "past_due")


def _try_again_later(processor: Processor, invoice: Json, days: list[int]) -> None:
    if invoice["_retries"] < len(days):
        wait = days[invoice["_retries"]] * DAY_SECONDS
        invoice["next_payment_attempt"] = processor.now(invoice["customer"]) + wait
        invoice["_retries"] += 1
    else:
        invoice["next_payment_attempt"] = None
        invoice["_is_given_up"] = True
