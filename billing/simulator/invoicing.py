"""How does an invoice come about? It is drafted with what waits, and finalized: numbered, balanced, and to be paid."""

from billing.simulator import lines
from billing.simulator.events import tell
from billing.simulator.processor import Processor
from billing.simulator.shapes import new, new_id
from billing.simulator.store import Json

DRAFT_SECONDS = 3600  # Stripe leaves a renewal open to changes for an hour
CUSTOMERS = {
    "customer_address": "address",
    "customer_email": "email",
    "customer_name": "name",
    "customer_phone": "phone",
    "customer_shipping": "shipping",
    "customer_tax_exempt": "tax_exempt",
}


def draft(processor: Processor, subscription: Json, reason: str, items: list[Json], *, hours: bool = False) -> Json:
    """Return a draft with these lines and all that waits; with `hours` it is finalized by time, an hour from now."""
    waiting = processor.store.all("invoiceitem", _subscription=subscription["id"], invoice=None)
    invoice = drafted(processor, subscription["customer"], reason, [*lines.of_waiting(waiting), *items])
    start = min(line["period"]["start"] for line in invoice["lines"]["data"])
    invoice |= {
        "period_start": start,
        "period_end": invoice["created"],
        "parent": _parent(subscription),
        "default_payment_method": None,
        "_subscription": subscription["id"],
    }
    if hours:
        invoice["automatically_finalizes_at"] = invoice["created"] + DRAFT_SECONDS
    take(processor, waiting, invoice)
    processor.store.put(invoice)
    subscription["latest_invoice"] = invoice["id"]
    processor.store.put(subscription)
    tell(processor, "invoice.created", invoice)
    return invoice


def drafted(processor: Processor, customer_id: str, reason: str, data: list[Json]) -> Json:
    """Return a draft with lines and sums, not yet put."""
    customer, now = processor.get("customer", customer_id), processor.now(customer_id)
    invoice = new(
        "invoice",
        billing_reason=reason,
        created=now,
        currency=data[0]["currency"] if data else customer["currency"],
        customer=customer_id,
        period_start=now,
        period_end=now,
        test_clock=customer["test_clock"],
        _subscription=None,
        _retries=0,
        **{field: customer[name] for field, name in CUSTOMERS.items()},
    )
    return sum_up(processor, fill(invoice, data))


def fill(invoice: Json, data: list[Json]) -> Json:
    """Put lines on an invoice."""
    for line in data:
        line["invoice"] = invoice["id"]
    invoice["lines"] = {**invoice["lines"], "data": data, "url": f"/v1/invoices/{invoice['id']}/lines"}
    return invoice


def sum_up(processor: Processor, invoice: Json) -> Json:
    """Write the sums; the customer's balance is set against them, and a negative total goes to it."""
    balance = processor.get("customer", invoice["customer"])["balance"]
    total = sum(line["amount"] for line in invoice["lines"]["data"])
    due = max(0, total + balance)
    invoice |= dict.fromkeys(("subtotal", "subtotal_excluding_tax", "total", "total_excluding_tax"), total)
    invoice |= {"starting_balance": balance, "amount_due": due, "amount_remaining": due}
    return invoice


def take(processor: Processor, waiting: list[Json], invoice: Json) -> None:
    """Bind invoice items to the invoice that they are on."""
    for item in waiting:
        item["invoice"] = invoice["id"]
        processor.store.put(item)


def finalize(processor: Processor, invoice: Json) -> Json:
    """Number an invoice and ask for its payment; nothing is tried yet."""
    now = processor.now(invoice["customer"])
    sum_up(processor, invoice)
    _settle_balance(processor, invoice)
    secret = new_id("secret")
    invoice |= {
        "status": "open",
        "number": _number(processor, invoice),
        "effective_at": now,
        "automatically_finalizes_at": None,
        "hosted_invoice_url": f"{processor.url}/invoice/{invoice['id']}/{secret}",
        "invoice_pdf": f"{processor.url}/invoice/{invoice['id']}/{secret}",  # the page can be printed
        "_secret": secret,
    }
    invoice["status_transitions"]["finalized_at"] = now
    if invoice["amount_due"]:
        _ask(processor, invoice)
    processor.store.put(invoice)
    tell(processor, "invoice.finalized", invoice)
    return invoice


def _settle_balance(processor: Processor, invoice: Json) -> None:
    customer = processor.get("customer", invoice["customer"])
    before = dict(customer)
    invoice["ending_balance"] = customer["balance"] + invoice["total"] - invoice["amount_due"]
    customer["balance"] = invoice["ending_balance"]
    processor.store.put(customer)
    tell(processor, "customer.updated", customer, before=before)


def _number(processor: Processor, invoice: Json) -> str:
    customer = processor.get("customer", invoice["customer"])
    number = f"{customer['invoice_prefix']}-{customer['next_invoice_sequence']:04}"
    customer["next_invoice_sequence"] += 1
    processor.store.put(customer)
    return number


def _ask(processor: Processor, invoice: Json) -> None:
    intent = new(
        "payment_intent",
        amount=invoice["amount_due"],
        created=processor.now(invoice["customer"]),
        currency=invoice["currency"],
        customer=invoice["customer"],
        description=f"Invoice {invoice['number']}",
        _invoice=invoice["id"],
    )
    intent["client_secret"] = f"{intent['id']}_{new_id('secret')}"
    processor.store.put(intent)
    payment = new(
        "invoice_payment",
        amount_requested=invoice["amount_due"],
        created=intent["created"],
        currency=invoice["currency"],
        invoice=invoice["id"],
        payment={"payment_intent": intent["id"], "type": "payment_intent"},
    )
    processor.store.put(payment)
    invoice["_intent"] = intent["id"]
    tell(processor, "payment_intent.created", intent)


def _parent(subscription: Json) -> Json:
    details = {"metadata": subscription["metadata"], "subscription": subscription["id"]}
    return {"quote_details": None, "subscription_details": details, "type": "subscription_details"}
