"""What is owed? Invoices: previewed, drafted, finalized, paid or voided."""

from billing.simulator import invoicing, lifecycle, lines, periods, subscribing
from billing.simulator.collection import collect, settle_paid
from billing.simulator.errors import ApiError, missing_parameter
from billing.simulator.events import tell
from billing.simulator.lists import listed, page
from billing.simulator.operations import Call, Operation
from billing.simulator.parameters import PAGE, Boolean, Fields, Metadata, Number, Text, Times
from billing.simulator.processor import Processor
from billing.simulator.resources import payment_methods, subscriptions
from billing.simulator.store import Json

STATUSES = Text(("draft", "open", "paid", "uncollectible", "void"), can_clear=False)
PREVIEW = Fields(
    customer=Text(can_clear=False),
    subscription=Text(can_clear=False),
    subscription_details=Fields(
        cancel_at_period_end=Boolean(),
        items=subscriptions.UPDATE.fields["items"],
        proration_behavior=subscriptions.PRORATIONS,
        proration_date=Number(),
        trial_end=Number(words=("now",)),
    ),
)
CREATE = Fields(
    required=("customer",),
    auto_advance=Boolean(),
    collection_method=Text(("charge_automatically",), can_clear=False),
    customer=Text(can_clear=False),
    description=Text(),
    metadata=Metadata(),
    pending_invoice_items_behavior=Text(("exclude", "include"), can_clear=False),
)
LIST = PAGE | Fields(
    created=Times(), customer=Text(can_clear=False), status=STATUSES, subscription=Text(can_clear=False)
)
PAY = Fields(forgive=Boolean(), off_session=Boolean(), paid_out_of_band=Boolean(), payment_method=Text(can_clear=False))
ONLY_WHEN_FINAL = ("effective_at", "hosted_invoice_url", "invoice_pdf", "number")
AT = "/v1/invoices"


def create(call: Call) -> Json:
    """Draft an invoice of the invoice items that wait for it."""
    customer = call.processor.get("customer", call.given["customer"], param="customer")
    is_full = call.given.get("pending_invoice_items_behavior") == "include"
    waiting = call.processor.store.all("invoiceitem", customer=customer["id"], invoice=None) if is_full else []
    invoice = invoicing.drafted(call.processor, customer["id"], "manual", lines.of_waiting(waiting))
    invoice["auto_advance"] = call.given.get("auto_advance", False)
    invoice |= {name: call.given[name] for name in ("description", "metadata") if name in call.given}
    invoice["currency"] = invoice["currency"] or "usd"
    invoicing.take(call.processor, waiting, invoice)
    call.processor.store.put(invoice)
    tell(call.processor, "invoice.created", invoice)
    return invoice


def preview(call: Call) -> Json:
    """Return the invoice that would come next, or that a change would bring. Nothing of it is kept."""
    with call.processor.store.undone():
        invoice = _would_be(call.processor, call.given)
        invoice |= {"id": f"upcoming_{invoice['id']}", "status": "draft"} | dict.fromkeys(ONLY_WHEN_FINAL)
        return invoicing.fill(invoice, invoice["lines"]["data"])


def retrieve(call: Call) -> Json:
    """Return an invoice."""
    return call.processor.get("invoice", call.path["invoice"])


def index(call: Call) -> Json:
    """Return a page of invoices."""
    equal: Json = {name: call.given[name] for name in ("customer", "status") if name in call.given}
    if "subscription" in call.given:
        equal["_subscription"] = call.given["subscription"]
    return page(call.processor.store.all("invoice", **equal), call.given, AT)


def finalize(call: Call) -> Json:
    """Finalize a draft; with `auto_advance` its payment is tried."""
    invoice = call.processor.get("invoice", call.path["invoice"])
    if invoice["status"] != "draft":
        raise ApiError("This invoice is already finalized, you can't re-finalize a non-draft invoice.")
    invoice["auto_advance"] = call.given.get("auto_advance", invoice["auto_advance"])
    return invoicing.finalize(call.processor, invoice)


def pay(call: Call) -> Json:
    """Have an invoice paid now. Raise ApiError if it is not; the attempt stays on it."""
    invoice = call.processor.get("invoice", call.path["invoice"])
    return pay_with(call.processor, invoice, call.given)


def pay_with(processor: Processor, invoice: Json, given: Json) -> Json:
    """Have an invoice paid, by the default payment method or a given one, or as paid elsewhere."""
    if invoice["status"] == "draft":
        invoicing.finalize(processor, invoice)
    if invoice["status"] == "paid":
        raise ApiError("Invoice is already paid", code="invoice_not_editable")
    if invoice["status"] != "open":
        raise ApiError("Invoice can no longer be paid", code="invoice_not_editable")
    if given.get("paid_out_of_band"):
        settle_paid(processor, invoice)
        return processor.get("invoice", invoice["id"])
    method = None
    if chosen := given.get("payment_method"):
        method = payment_methods.found(processor, chosen, param="payment_method")
    outcome = collect(processor, invoice, method=method, is_retried=False)
    if not outcome.is_paid:
        raise outcome.error(processor.store.get("payment_intent", invoice["_intent"]))
    return processor.get("invoice", invoice["id"])


def void(call: Call) -> Json:
    """Take an invoice back."""
    invoice = call.processor.get("invoice", call.path["invoice"])
    if invoice["status"] not in {"open", "uncollectible"}:
        raise ApiError("You can only pass in open invoices. This invoice isn't open.", code="invoice_not_editable")
    lifecycle.void(call.processor, invoice)
    return invoice


def lines_of(call: Call) -> Json:
    """Return a page of an invoice's lines, in their order."""
    invoice = call.processor.get("invoice", call.path["invoice"])
    data = invoice["lines"]["data"]
    return page(data[::-1], call.given, invoice["lines"]["url"])


def payments(processor: Processor, invoice: Json) -> Json:
    """Return the list of payments that an invoice has when it is asked for."""
    kept = processor.store.all("invoice_payment", invoice=invoice["id"])
    return listed(kept[::-1], f"/v1/invoice_payments?invoice={invoice['id']}")


def confirmation_secret(processor: Processor, invoice: Json) -> Json | None:
    """Return the secret by which a person's browser confirms the payment."""
    for payment in processor.store.all("invoice_payment", invoice=invoice["id"]):
        intent = processor.get("payment_intent", payment["payment"]["payment_intent"])
        return {"client_secret": intent["client_secret"], "type": "payment_intent"}
    return None


def _would_be(processor: Processor, given: Json) -> Json:
    details = given.get("subscription_details") or {}
    if "subscription" not in given:
        if "customer" not in given or not details.get("items"):
            raise missing_parameter("subscription")
        return _first(processor, given["customer"], details)
    subscription = processor.get("subscription", given["subscription"], param="subscription")
    if subscription["status"] in lifecycle.ENDED:
        raise ApiError("No upcoming invoices for customer", status=404, code="invoice_upcoming_none")
    newest = subscription["latest_invoice"]
    change = {"payment_behavior": "default_incomplete"} | details
    subscription = subscriptions.change(processor, subscription, change)
    if subscription["latest_invoice"] != newest:
        return processor.get("invoice", subscription["latest_invoice"])
    return _next(processor, subscription)


def _first(processor: Processor, customer_id: str, details: Json) -> Json:
    customer = processor.get("customer", customer_id, param="customer")
    subscription = subscribing.make(processor, customer, details)
    data = lines.of_period(processor, subscription, is_trial=subscription["status"] == "trialing")
    return invoicing.draft(processor, subscription, "upcoming", data)


def _next(processor: Processor, subscription: Json) -> Json:
    if subscription["cancel_at_period_end"]:
        raise ApiError("No upcoming invoices for customer", status=404, code="invoice_upcoming_none")
    start = periods.end(subscription)
    periods.put(subscription, start, lifecycle.next_end(subscription, start))
    invoice = invoicing.draft(processor, subscription, "upcoming", lines.of_period(processor, subscription))
    return invoice | {"next_payment_attempt": start + invoicing.DRAFT_SECONDS}


OPERATIONS = (
    Operation("POST", AT + "/create_preview", PREVIEW, preview),
    Operation("POST", AT, CREATE, create),
    Operation("GET", AT, LIST, index),
    Operation("GET", AT + "/{invoice}", Fields(), retrieve),
    Operation("POST", AT + "/{invoice}/finalize", Fields(auto_advance=Boolean()), finalize),
    Operation("POST", AT + "/{invoice}/pay", PAY, pay),
    Operation("POST", AT + "/{invoice}/void", Fields(), void),
    Operation("GET", AT + "/{invoice}/lines", PAGE, lines_of),
)
